// Makes pages quicker; every page works without it.
"use strict";

// [data-confirm]: ask before a form throws something away
document.addEventListener("submit", (event) => {
  const question = event.submitter?.dataset.confirm ?? event.target.dataset.confirm;
  if (question && !window.confirm(question)) event.preventDefault();
});

// [data-print]: a button that prints the page
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// why, and what would change it: fetched when it is opened
for (const details of document.querySelectorAll("details[data-why]")) {
  details.addEventListener("toggle", async () => {
    if (!details.open || details.dataset.fetched) return;
    details.dataset.fetched = "true";
    const answer = await fetch(details.dataset.why).catch(() => null);
    if (answer?.ok) details.querySelector(".inside").innerHTML = await answer.text();
    else delete details.dataset.fetched; // the link in it leads to the same
  });
}
