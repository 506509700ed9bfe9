// The script at the door: one question at a time, each answer leading to its next.
import { h } from "./html.js";

// The keys of the questions that are asked, in their order, given the answers so far.
export function path(questions, answers) {
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
export function scriptFields(questions, language, say) {
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
