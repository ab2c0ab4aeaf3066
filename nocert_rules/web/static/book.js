// The picture of rules: what hangs on a box is lit while the pointer or the focus is on it.
"use strict";

for (const svg of document.querySelectorAll(".picture svg")) {
  const nodes = new Map([...svg.querySelectorAll("[data-node]")].map((node) => [node.dataset.node, node]));
  const edges = [...svg.querySelectorAll(".edge")];
  const light = (name) => {
    svg.classList.toggle("lit", Boolean(name));
    const near = new Set([name]);
    for (const edge of edges) {
      const own = edge.dataset.from === name || edge.dataset.to === name;
      edge.classList.toggle("on", own);
      if (own) near.add(edge.dataset.from).add(edge.dataset.to);
    }
    for (const [id, node] of nodes) node.classList.toggle("on", near.has(id));
  };
  for (const [name, node] of nodes) {
    node.addEventListener("mouseenter", () => light(name));
    node.addEventListener("mouseleave", () => light(""));
    node.addEventListener("focus", () => light(name));
    node.addEventListener("blur", () => light(""));
  }
  // begin where the answer is
  const box = svg.parentElement;
  const asked = svg.querySelector(".node.asked");
  if (asked) {
    const [inner, outer] = [asked.getBoundingClientRect(), box.getBoundingClientRect()];
    box.scrollTop = inner.top - outer.top + (inner.height - outer.height) / 2;
    box.scrollLeft = inner.left - outer.left + (inner.width - outer.width) / 2;
  }
}
