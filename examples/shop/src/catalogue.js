const items = [
  { name: "lamp", price: 49, stock: 12 },
  { name: "chair", price: 120, stock: 0 },
  { name: "desk", price: 310, stock: 4 },
];

export function catalogue() {
  return items.filter((item) => item.stock > 0);
}
