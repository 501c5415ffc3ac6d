export async function placeOrder(order, config) {
  const answer = await fetch(config.paymentUrl, {
    signal: AbortSignal.timeout(config.paymentTimeoutMs),
    method: "POST",
    body: JSON.stringify(order),
  });
  return { accepted: answer.ok };
}
