// The case desk: what is typed is saved by itself, and kept here while there is no connection.
"use strict";

const form = document.querySelector("form[data-autosave]");
if (form) autosave(form);

function autosave(form) {
  const place = `nocert-desk:${location.pathname}`;
  const saving = document.getElementById("saving");
  let dirty = false, busy = false, refused = false, timer = 0;

  function tell(key, extra = "") {
    const text = saving.dataset[key] + extra;
    if (saving.textContent !== text) saving.textContent = text;
    saving.className = `desk-saving ${key}`;
  }

  const typed = () => [...new FormData(form)].filter(([name, value]) => name !== "token" && typeof value === "string");

  function keep() {
    try { localStorage.setItem(place, JSON.stringify(typed())); } catch { /* a browser that keeps nothing */ }
  }

  function forget() {
    try { localStorage.removeItem(place); } catch { /* a browser that keeps nothing */ }
  }

  async function save() {
    clearTimeout(timer);
    if (busy || !dirty) return;
    busy = true;
    dirty = refused = false;
    keep();
    tell("saving");
    try {
      const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams([...typed(), ["token", form.elements.token.value]]), keepalive: document.visibilityState === "hidden" });
      if (answer.ok) {
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        if (!dirty) { forget(); tell("saved", ` ${new Date().toTimeString().slice(0, 5)}`); }
        refresh(page);
      } else {
        refused = dirty = true;
        saving.textContent = saving.dataset.refused.replace("{status}", answer.status);
      }
    } catch {
      dirty = true;
      tell("kept");
      timer = setTimeout(save, 5000);
    } finally {
      busy = false;
    }
    if (dirty && !refused && !saving.classList.contains("kept")) later();
  }

  function later(pause = 1200) {
    clearTimeout(timer);
    timer = setTimeout(save, pause);
  }

  // what the answer to a save tells: messages beside fields (not where somebody is typing), and where the case stands
  function refresh(page) {
    for (const live of document.querySelectorAll("[data-live]")) {
      const fresh = page.getElementById(live.id);
      if (fresh && !live.contains(document.activeElement)) live.innerHTML = fresh.innerHTML;
    }
    for (const fact of form.querySelectorAll("[data-fact]")) {
      const group = fact.closest("details");
      for (const part of fact.querySelectorAll(".desk-need, .desk-messages")) {
        const fresh = page.getElementById(part.id);
        if (!fresh || (part.classList.contains("desk-messages") && fact.contains(document.activeElement))) continue;
        if (part.innerHTML !== fresh.innerHTML) part.innerHTML = fresh.innerHTML;
        if (group && part.textContent.trim()) group.open = true;
        if (part.classList.contains("desk-messages")) {
          fact.classList.toggle("wrong", fresh.children.length > 0);
          for (const input of fact.querySelectorAll("[aria-describedby]")) input.ariaInvalid = fresh.children.length > 0 ? "true" : null;
        }
      }
    }
  }

  const next = (records) => Number(records.dataset.next ?? records.querySelector(".desk-rows").children.length);

  // rows of records: a further one is a copy of the last, which is never removed
  function addRow(records) {
    const rows = records.querySelector(".desk-rows"), last = rows.lastElementChild, number = next(records);
    const row = last.cloneNode(true);
    records.dataset.next = number + 1;
    row.ariaLabel = row.ariaLabel.replace(/\d+/, number + 1);
    for (const input of row.querySelectorAll("input, select")) {
      input.name = input.name.replace(/\|\d+\|/, `|${number}|`);
      input.id = `${input.id}-${number}`;
      input.closest(".field").querySelector("label").htmlFor = input.id;
      if (input.tagName === "SELECT") input.selectedIndex = 0; else input.value = "";
    }
    rows.append(row);
    return row;
  }

  form.addEventListener("click", (event) => {
    const removed = event.target.closest('[name="remove_row"]')?.closest("[data-row]");
    if (!removed) return;
    event.preventDefault();
    const rows = removed.parentElement;
    rows.closest("[data-records]").dataset.next = next(rows.closest("[data-records]"));
    (removed.nextElementSibling ?? rows.firstElementChild).querySelector("input, select").focus();
    removed.remove();
    form.dispatchEvent(new Event("input"));
  });

  form.addEventListener("click", (event) => {
    if (!event.target.closest("[data-add-row]")) return;
    event.preventDefault();
    addRow(event.target.closest("[data-records]")).querySelector("input, select").focus();
  });

  // a finding often has the author and day of the one before it
  const findings = [...form.querySelectorAll(".desk-finding")];
  const part = (finding, name) => finding.querySelector(`[name$="|${name}"]`);
  const before = (finding) => findings.slice(0, findings.indexOf(finding)).findLast((each) => part(each, "by").value);

  function offer() {
    for (const finding of findings) {
      finding.querySelector(".desk-as-before").hidden = Boolean(part(finding, "by").value) || !before(finding);
    }
  }

  form.addEventListener("click", (event) => {
    const finding = event.target.closest("[data-as-before]")?.closest(".desk-finding");
    if (!finding) return;
    for (const name of ["by", "on"]) part(finding, name).value = part(before(finding), name).value;
    part(finding, "reason").focus();
    part(finding, "by").dispatchEvent(new Event("input", { bubbles: true }));
  });

  function restore(entries) {
    const texts = new Map(entries);
    for (const name of texts.keys()) {
      const [fact, number, field] = name.split("|");
      const records = field && form.querySelector(`[data-records="${CSS.escape(fact)}"]`);
      while (records && next(records) <= Number(number)) addRow(records);
    }
    for (const input of form.querySelectorAll("input, select, textarea")) {
      if (!texts.has(input.name) && input.closest("[data-row]")) input.value = "";
      if (!texts.has(input.name)) continue;
      if (input.type === "radio") input.checked = input.value === texts.get(input.name); else input.value = texts.get(input.name);
    }
  }

  offer();
  const left = (() => { try { return localStorage.getItem(place); } catch { return null; } })();
  if (left === JSON.stringify(typed())) forget();
  else if (left) {
    restore(JSON.parse(left));
    dirty = true;
    tell("restored");
    later(300);
  }

  form.addEventListener("input", () => { dirty = true; tell("unsaved"); keep(); offer(); later(); });
  form.addEventListener("change", () => { dirty = true; later(250); });
  form.addEventListener("focusout", () => { if (dirty) later(250); });
  form.addEventListener("submit", () => { keep(); dirty = false; clearTimeout(timer); });
  window.addEventListener("online", () => { if (dirty) save(); });
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden" && dirty) save(); });
}
