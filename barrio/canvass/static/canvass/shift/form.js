// What somebody told us at a door: checked here, for once sealed it cannot come back.
import { button, h } from "./html.js";

const digits = (text) => (text.match(/\d/g) || []).length;
const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]{2,}$/;

function field(id, label, control) {
  control.id = id;
  return h("p", { class: "field" }, h("label", { for: id }, label), control);
}

const input = (name, more = {}) => h("input", { name, autocomplete: "off", ...more });

export function doorForm(door, capsule, say, choices, language, save) {
  const topics = Object.entries(choices.topics).map(([value, label]) => h("option", { value }, label));
  const languages = [["es", "Español"], ["en", "English"]].map(([value, label]) =>
    h("option", { value, lang: value, selected: value === (door.languages[0] || language) }, label),
  );
  const problem = h("p", { class: "error", role: "alert", hidden: true });
  const questions = capsule.questions.map(({ key, text }) =>
    field(`answer-${key}`, text[language] || text.en, input(`answer-${key}`, { maxlength: 200 })),
  );
  const form = h(
    "form",
    { class: "form", novalidate: true, autocomplete: "off" },
    ...questions,
    field("words", say.words, h("textarea", { name: "words", autocomplete: "off", rows: 3, maxlength: 4000 })),
    field("topic", say.topic, h("select", { name: "topic" }, ...topics)),
    field("shared", say.shared, input("shared_by", { maxlength: 200 })),
    h(
      "fieldset",
      {},
      h("legend", {}, say.wantsAlerts),
      field("name", say.name, input("name", { maxlength: 200 })),
      field("phone", say.phone, input("phone", { inputmode: "tel", maxlength: 40 })),
      field("email", say.email, input("email", { inputmode: "email", maxlength: 254 })),
      field("language", say.theirLanguage, h("select", { name: "language" }, ...languages)),
      h("p", { class: "check" }, h("input", { type: "checkbox", id: "consent", name: "consent" }), h("label", { for: "consent" }, say.consent)),
    ),
    problem,
    h("div", { class: "actions" }, button(say.keep, null, "primary", { type: "submit" })),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const wrong = whatIsWrong(form, say);
    problem.hidden = !wrong;
    problem.textContent = wrong ? wrong.text : "";
    if (wrong) form.elements.namedItem(wrong.field).focus();
    else save(bodyOf(form));
  });
  return form;
}

function whatIsWrong(form, say) {
  const value = (name) => form.elements.namedItem(name).value.trim();
  const [phone, email] = [value("phone"), value("email")];
  const agreed = form.elements.namedItem("consent").checked;
  if (phone && (digits(phone) < 7 || /[a-z]/i.test(phone))) return { field: "phone", text: say.contactWrong };
  if (email && !EMAIL.test(email)) return { field: "email", text: say.contactWrong };
  if ((phone || email) && !agreed) return { field: "consent", text: say.consentMissing };
  if (agreed && !phone && !email) return { field: "phone", text: say.contactMissing };
  return null;
}

function bodyOf(form) {
  const data = Object.fromEntries(new FormData(form));
  const answers = {};
  for (const [name, value] of Object.entries(data)) if (name.startsWith("answer-") && value) answers[name.slice(7)] = value;
  const { words, topic, shared_by, name, phone, email, language } = data;
  return {
    result: "spoke",
    answers,
    grievance: { words, topic, shared_by, language },
    sign_up: { name, phone, email, language, consent: data.consent === "on" },
  };
}
