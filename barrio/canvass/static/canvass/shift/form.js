// What somebody told us at a door: checked here, for once sealed it cannot come back.
import { button, h } from "./html.js";

const digits = (text) => (text.match(/\d/g) || []).length;
const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]{2,}$/;

function field(id, label, control, hint) {
  control.id = id;
  return h("p", { class: "field" }, h("label", { for: id }, label), control, hint ? h("span", { class: "hint" }, hint) : null);
}

const input = (name, more = {}) => h("input", { name, autocomplete: "off", ...more });

function check(name, label, more = {}) {
  const id = `check-${name.replace(/[^\w]/g, "-")}`;
  return h("p", { class: "check" }, h("input", { type: "checkbox", id, name, ...more }), h("label", { for: id }, label));
}

function spokenSelect(door, choices, say) {
  const options = Object.entries(choices.spoken).map(([value, label]) => h("option", { value, selected: door.speaks?.[0] === value }, label));
  return h("select", { name: "speaks" }, h("option", { value: "" }, say.notNeeded), ...options);
}

// Asked in the neighbour's language; the sentence is the one that is kept with their yes.
function consents(capsule, language, say, form) {
  const alerts = h("label", { for: "consent" });
  const organise = h("label", { for: "may-organise" });
  const write = () => {
    const theirs = form()?.elements.language?.value || language;
    alerts.textContent = `${say.asked} «${capsule.agree.alerts[theirs]}» ${say.saidYes}`;
    organise.textContent = `${say.asked} «${capsule.agree.organising[theirs]}» ${say.saidYes}`;
  };
  write();
  const rows = [
    h("p", { class: "check" }, h("input", { type: "checkbox", id: "consent", name: "consent" }), alerts),
    h("p", { class: "check" }, h("input", { type: "checkbox", id: "may-organise", name: "may_organise" }), organise),
  ];
  return { rows, write };
}

function part(summary, more, ...children) {
  return h("details", { class: "shift__part", ...more }, h("summary", {}, summary), ...children);
}

export function doorForm(door, capsule, say, choices, language, save) {
  const topics = Object.entries(choices.topics).map(([value, label]) => h("option", { value }, label));
  const languages = [["es", "Español"], ["en", "English"]].map(([value, label]) =>
    h("option", { value, lang: value, selected: value === (door.languages[0] || language) }, label),
  );
  const problem = h("p", { class: "error", role: "alert", hidden: true });
  const script = scriptFields(capsule.questions, language, say);
  let form = null;
  const agree = consents(capsule, language, say, () => form);
  const theirs = h("select", { name: "language" }, ...languages);
  theirs.addEventListener("change", agree.write);
  const today = new Date().toISOString().slice(0, 10);
  form = h(
    "form",
    { class: "form", novalidate: true, autocomplete: "off" },
    ...script.elements,
    field("words", say.words, h("textarea", { name: "words", autocomplete: "off", rows: 3, maxlength: 4000 })),
    field("topic", say.topic, h("select", { name: "topic" }, ...topics)),
    field("shared", say.shared, input("shared_by", { maxlength: 200 })),
    part(
      say.signsUp,
      { "data-part": "sign-up" },
      field("name", say.name, input("name", { maxlength: 200 })),
      field("phone", say.phone, input("phone", { inputmode: "tel", maxlength: 40 })),
      field("email", say.email, input("email", { inputmode: "email", maxlength: 254 })),
      field("language", say.theirLanguage, theirs),
      agree.rows[0],
      agree.rows[1],
      ...capsule.offers.map((offer) => check(`want-${offer.key}`, offer.label[language], { "data-want": offer.key })),
    ),
    part(
      say.promised,
      { "data-part": "promise" },
      field("promise", say.promiseWords, h("textarea", { name: "promise", autocomplete: "off", rows: 2, maxlength: 500 })),
      field("promise-by", say.promiseBy, input("promise_by", { type: "date", min: today })),
    ),
    part(
      say.aboutDoor,
      { "data-part": "door" },
      field("speaks", say.otherLanguage, spokenSelect(door, choices, say)),
      ...Object.entries(choices.marks).map(([mark, label]) => check(`mark-${mark}`, label, { "data-mark": mark })),
    ),
    problem,
    h("div", { class: "actions" }, button(say.keep, null, "primary", { type: "submit" })),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const wrong = whatIsWrong(form, say);
    problem.hidden = !wrong;
    problem.textContent = wrong ? wrong.text : "";
    if (wrong) reveal(form.elements.namedItem(wrong.field));
    else save(bodyOf(form, script.answers()));
  });
  return form;
}

function reveal(control) {
  const closed = control.closest("details");
  if (closed) closed.open = true;
  control.focus();
}

const ticked = (form, data) =>
  [...form.querySelectorAll(`input[data-${data}]`)].filter((box) => box.checked).map((box) => box.dataset[data]);

function whatIsWrong(form, say) {
  const value = (name) => form.elements.namedItem(name).value.trim();
  const [phone, email] = [value("phone"), value("email")];
  const alerts = form.elements.namedItem("consent").checked;
  const organise = form.elements.namedItem("may_organise").checked;
  if (phone && (digits(phone) < 7 || /[a-z]/i.test(phone))) return { field: "phone", text: say.contactWrong };
  if (email && !EMAIL.test(email)) return { field: "email", text: say.contactWrong };
  if ((phone || email) && !alerts && !organise) return { field: "consent", text: say.consentMissing };
  if ((alerts || organise || ticked(form, "want").length) && !phone && !email) return { field: "phone", text: say.contactMissing };
  if (ticked(form, "want").length && !organise) return { field: "may_organise", text: say.organiseMissing };
  if (value("promise_by") && !value("promise")) return { field: "promise", text: say.promiseMissing };
  return null;
}

function bodyOf(form, answers) {
  const data = Object.fromEntries(new FormData(form));
  const { words, topic, shared_by, name, phone, email, language, promise, promise_by, speaks } = data;
  return {
    result: "spoke",
    answers,
    grievance: { words, topic, shared_by, language },
    sign_up: {
      name,
      phone,
      email,
      language,
      consent: data.consent === "on",
      may_organise: data.may_organise === "on",
      wants: ticked(form, "want"),
    },
    promise: { words: promise, by: promise_by },
    speaks,
    marks: ticked(form, "mark"),
  };
}

// --- the script: one question at a time, each answer leading to its next ---

// The keys of the questions that are asked, in their order, given the answers so far.
function path(questions, answers) {
  const found = [];
  let at = questions[0];
  while (at && !found.includes(at.key)) {
    found.push(at.key);
    const chosen = at.choices.find((choice) => choice.value === answers[at.key]);
    if (at.choices.length && !chosen) break; // not answered yet: what follows depends on it
    const next = chosen?.next;
    if (next === "end") break;
    at = next ? questions.find((one) => one.key === next) : questions[questions.indexOf(at) + 1];
  }
  return found;
}

// Fields for all questions, of which those off the path are hidden; `answers()` reads the others.
function scriptFields(questions, language, say) {
  const given = {};
  const blocks = new Map(questions.map((question) => [question.key, block(question)]));

  function block(question) {
    const words = question.text[language] || question.text.en || question.text.es;
    const other = language === "es" ? "en" : "es";
    const also = question.text[other] && question.text[other] !== words ? h("span", { class: "hint", lang: other }, question.text[other]) : null;
    if (!question.choices.length) {
      const id = `answer-${question.key}`;
      const field = h("input", { id, name: id, maxlength: 200, autocomplete: "off" });
      field.addEventListener("input", () => (given[question.key] = field.value));
      return h("div", { class: "field", "data-question": question.key }, h("label", { for: id }, words), also, field);
    }
    const choices = question.choices.map((choice) => {
      const id = `answer-${question.key}-${choice.value}`;
      const radio = h("input", { type: "radio", id, name: `answer-${question.key}`, value: choice.value });
      radio.addEventListener("change", () => {
        given[question.key] = choice.value;
        show();
      });
      return h("p", { class: "check" }, radio, h("label", { for: id }, choice.text[language] || choice.text.en || choice.value));
    });
    return h("fieldset", { "data-question": question.key }, h("legend", {}, words), also, ...choices);
  }

  function show() {
    const asked = path(questions, given);
    for (const [key, element] of blocks) element.hidden = !asked.includes(key);
  }

  function answers() {
    const asked = path(questions, given);
    return Object.fromEntries(asked.filter((key) => given[key]?.trim()).map((key) => [key, given[key].trim()]));
  }

  show();
  return { elements: questions.length ? [h("h3", {}, say.questions), ...blocks.values()] : [], answers };
}
