import { createServer } from "node:http";
import { catalogue } from "./catalogue.js";
import { loadConfig } from "./config.js";
import { placeOrder } from "./orders.js";

const environment = process.env.SHOP_ENVIRONMENT ?? "production";
console.log(`shop: starting for ${environment}`);
const config = loadConfig(environment);

const server = createServer(async (request, response) => {
  if (request.url === "/healthz") {
    response.end("ok\n");
  } else if (request.url === "/orders" && request.method === "POST") {
    response.end(JSON.stringify(await placeOrder(JSON.parse(await body(request)), config)));
  } else {
    response.end(JSON.stringify(catalogue()));
  }
});

async function body(request) {
  let text = "";
  for await (const chunk of request) text += chunk;
  return text;
}

server.listen(config.port, "127.0.0.1", () => console.log(`shop: listening on ${config.port}`));
