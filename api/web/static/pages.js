// What the pages need beyond htmx: uploads file by file, one sending at a time, and where the eye should go next.
"use strict";

function tell(words) {
  const alert = document.createElement("div");
  alert.className = "alert alert-danger alert-floating";
  alert.setAttribute("role", "alert");
  alert.append(words);
  const close = document.createElement("button");
  close.type = "button";
  close.className = "btn-close";
  close.dataset.dismiss = "";
  alert.append(close);
  document.getElementById("alerts").replaceChildren(alert);
}

function waiting(list, name, words) {
  const line = document.createElement("li");
  line.className = "file";
  line.append(`${name} · ${words}`);
  list.append(line);
  return line;
}

function failed(line, name, words) {
  line.classList.add("is-failed");
  line.replaceChildren(`${name} · ${words}`);
  setTimeout(() => line.remove(), 8000);
}

async function upload(file, address, part) {
  const line = waiting(part.querySelector(".files"), file.name, part.dataset.uploading);
  const body = new FormData();
  body.append("file", file);
  try {
    const answer = await fetch(address, { method: "POST", body });
    if (answer.ok && !answer.redirected) {
      line.outerHTML = await answer.text();
      part.dispatchEvent(new Event("change", { bubbles: true }));
    } else {
      failed(line, file.name, answer.status === 413 ? part.dataset.tooLarge : part.dataset.failed);
    }
  } catch {
    failed(line, file.name, part.dataset.failed);
  }
}

document.addEventListener("change", async (event) => {
  const input = event.target;
  if (!(input instanceof HTMLInputElement) || !input.dataset.upload) return;
  event.stopPropagation();
  const files = [...input.files];
  input.value = "";
  for (const file of files) await upload(file, input.dataset.upload, input.closest("[data-evidence]"));
}, true);

// An organisation that is chosen is not offered too, also when an answer comes that was asked for before it was ticked.
function offerOthers(field) {
  for (const box of field.querySelectorAll("[data-chosen] input:checked")) {
    for (const twin of field.querySelectorAll(`label.pick input[value="${CSS.escape(box.value)}"]`)) {
      if (twin !== box) twin.closest("label").remove();
    }
  }
}

document.addEventListener("htmx:after:swap", (event) => {
  const field = event.target.closest?.("[data-organisations]");
  if (field) offerOthers(field);
});

// A ticked organisation stands with the chosen ones; one no longer ticked goes back to those on offer.
document.addEventListener("change", (event) => {
  const box = event.target;
  const field = box.closest?.("[data-organisations]");
  if (!field || box.type !== "checkbox") return;
  const [chosen, offered] = ["chosen", "offered"].map((each) => field.querySelector(`[data-${each}]`));
  if (box.checked) {
    chosen.append(box.closest("label"));
    offerOthers(field);
  } else (offered.querySelector(".several-boxes") ?? offered).prepend(box.closest("label"));
  box.focus({ preventScroll: true });
});

document.addEventListener("click", (event) => {
  const on = (what) => event.target.closest(`[data-${what}]`);
  if (on("remove")) {
    const part = on("remove").closest("[data-evidence]");
    on("remove").closest("li").remove();
    part.dispatchEvent(new Event("change", { bubbles: true }));
  }
  if (on("dismiss")) on("dismiss").closest(".alert").remove();
  if (on("print")) window.print();
  if (on("fill-login")) {
    document.getElementById("login").value = on("fill-login").dataset.fillLogin;
    document.getElementById("password").focus();
  }
  if (on("close-form") && on("close-form").closest("#act, .urge-row")) {
    event.preventDefault();
    on("close-form").closest("form").remove();
  }
});

// A form without htmx is sent once, also when its button is clicked twice.
document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-once]")) return;
  if (event.target.dataset.sent) event.preventDefault();
  event.target.dataset.sent = "yes";
});

// A form over marked rows says how many are marked, and rests while none are or too many.
function countMarks(form) {
  const marks = [...document.querySelectorAll(`[form="${form.id}"][name="${form.dataset.marks}"]`)];
  const marked = marks.filter((mark) => mark.checked).length;
  form.querySelector("[data-marked]").textContent = marked ? `(${marked})` : "";
  form.querySelector("[type=submit]").disabled = marked === 0 || marked > Number(form.dataset.most);
  const all = form.querySelector("[data-mark-all]");
  all.checked = marked > 0 && marked === marks.length;
  all.indeterminate = marked > 0 && marked < marks.length;
  return marks;
}

document.addEventListener("change", (event) => {
  const form = event.target.form?.closest("[data-marks]");
  if (!form) return;
  if (event.target.matches("[data-mark-all]")) {
    const isOn = event.target.checked;
    for (const mark of countMarks(form)) mark.checked = isOn;
  }
  countMarks(form);
});

// A preview opens beside the form, which stays as it is; htmx, which sends the form, does not hear of it.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-preview]");
  if (!button) return;
  event.preventDefault();
  const form = button.form;
  const { action, target } = form;
  form.action = button.formAction;
  form.target = button.formTarget;
  form.submit();
  form.action = action;
  form.target = target;
});

// After an answer the eye goes to what was refused, else to the form that has just opened.
document.addEventListener("htmx:after:swap", (event) => {
  if (event.target.closest?.("[data-quiet]")) return; // what comes by itself does not take the eye from what is being written
  const refused = document.querySelector("[data-focus]");
  const form = document.querySelector("#act form, .urge-row form");
  if (refused) refused.scrollIntoView({ block: "center" });
  else if (form) form.scrollIntoView({ block: "nearest" });
  (refused ?? form?.querySelector("input:not([type=hidden]), textarea, select"))?.focus({ preventScroll: true });
});

document.addEventListener("htmx:error", (event) => {
  if (!event.target.closest?.("[data-quiet]")) tell(document.body.dataset.away);
});

window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("[data-marks]")) countMarks(form);
  for (const form of document.querySelectorAll("[data-sent]")) delete form.dataset.sent;
  const now = document.querySelector(".flow .is-current");
  const view = now?.closest(".flow-scroll");
  if (view) view.scrollLeft += now.getBoundingClientRect().left - view.getBoundingClientRect().left - view.clientWidth / 2 + 53;
});
