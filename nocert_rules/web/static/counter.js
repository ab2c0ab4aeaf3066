// The counter: items while one types, arrow keys in the list, records added and removed in place.
"use strict";

const search = document.querySelector("input[data-items]");
const hits = document.getElementById("hits");

if (search && hits) {
  const form = search.form;
  const choose = document.getElementById("choose");
  const told = document.getElementById("hits-told");
  let waiting = 0;
  let asked = null;

  const show = async () => {
    const query = search.value.trim();
    asked?.abort();
    if (!query) {
      hits.replaceChildren();
      return;
    }
    asked = new AbortController();
    const { jurisdiction, question } = form.elements;
    const where = new URLSearchParams({ q: query, jurisdiction: jurisdiction.value, question: question.value });
    try {
      const answer = await fetch(`${search.dataset.items}?${where}`, { signal: asked.signal });
      if (!answer.ok) return;
      hits.innerHTML = await answer.text();
      told.textContent = hits.querySelector(".hits-count")?.textContent ?? "";
    } catch (error) {
      if (error.name !== "AbortError") hits.replaceChildren(); // the button still searches
    }
  };
  const soon = () => {
    clearTimeout(waiting);
    waiting = setTimeout(show, 120);
  };

  search.addEventListener("input", (event) => event.isComposing || soon());
  search.addEventListener("compositionend", soon);
  for (const name of ["jurisdiction", "as_of"]) {
    form.elements[name].addEventListener("change", (event) => {
      choose.elements[name].value = event.target.value;
      if (name === "jurisdiction" && search.value.trim()) show();
    });
  }

  // arrows go from the field to the items and back
  const rows = () => [...hits.querySelectorAll("button")];
  document.addEventListener("keydown", (event) => {
    const here = rows().indexOf(document.activeElement);
    if (document.activeElement !== search && here < 0) return;
    const last = rows().length - 1;
    const target = { ArrowDown: Math.min(here + 1, last), ArrowUp: here - 1, Home: here < 0 ? null : 0, End: here < 0 ? null : last, Escape: -1 }[event.key];
    if (target === undefined || target === null || (event.key === "Escape" && here < 0)) return;
    event.preventDefault();
    (rows()[target] ?? search).focus();
  });
}

// records of a list: rows come and go without a new page
const records = document.getElementById("records");
const blank = document.getElementById("blank-record");

if (records && blank) {
  const label = () => {
    records.querySelectorAll("fieldset > legend").forEach((legend, index) => {
      legend.textContent = records.dataset.label.replace("{number}", index + 1);
    });
  };
  let next = records.children.length;
  document.querySelector("[data-add]").addEventListener("click", (event) => {
    event.preventDefault();
    const row = blank.content.cloneNode(true);
    for (const element of row.querySelectorAll("[name], [id], [for]")) {
      for (const name of ["name", "id", "for"]) {
        const value = element.getAttribute(name);
        if (value) element.setAttribute(name, value.replace(/^row\d+\./, `row${next}.`));
      }
    }
    next += 1;
    records.append(row);
    label();
    records.lastElementChild.querySelector("input, select").focus();
  });
  records.addEventListener("click", (event) => {
    const button = event.target.closest("[data-drop]");
    if (!button) return;
    event.preventDefault();
    button.closest("fieldset").remove();
    label();
    (records.lastElementChild?.querySelector("input, select") ?? document.querySelector("[data-add]")).focus();
  });
}

// reservations belong on paper too
window.addEventListener("beforeprint", () => {
  for (const details of document.querySelectorAll("details[data-print-open]")) details.open = true;
});
