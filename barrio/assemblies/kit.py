"""What the tellers take to the laptop of the booth: the question, and three short scripts."""

import io
import json
import re
import zipfile

from barrio.assemblies import belenios
from barrio.assemblies.models import Vote

_HEAD = """#!/bin/bash
set -euo pipefail
cd "$(dirname "$0")"
export BELENIOS_USE_URANDOM=1
group="--group {group}"
"""

SET_UP = (
    _HEAD
    + """
# Once, before anybody votes / Una vez, antes de que alguien vote.
if ls ./*.bel >/dev/null 2>&1; then echo "It is set up already. / Ya está preparada."; exit 1; fi
uuid="$(belenios-tool setup generate-token)"
belenios-tool setup generate-credentials --uuid "$uuid" $group --count {slips} >/dev/null
mv ./*.pubcreds public_creds.json
cp public_creds.json known.json
# One slip each, cut apart, folded and drawn from a hat: nobody knows who has which.
# Una papeleta por persona, recortada, doblada y sacada de un sombrero: nadie sabe cuál es de quién.
sed 's/^[0-9]* //' ./*.privcreds | shuf > slips.txt
rm ./*.privcreds
echo "$uuid" > uuid
for teller in 1 2; do
  mkdir "key-$teller"
  (cd "key-$teller" && belenios-tool setup generate-trustee-key $group 2>/dev/null)
  cat "key-$teller"/*.pubkey >> public_keys.jsons
done
belenios-tool setup make-trustees
belenios-tool setup make-election --uuid "$uuid" $group --template questions.json
belenios-tool archive init
rm election.json trustees.json public_creds.json public_keys.jsons
belenios-tool election verify
echo
echo "EN: 1. Print slips.txt, cut it, fold each slip, put them in a hat; delete the file."
echo "    2. Each teller takes one folder key-1, key-2 away on a stick; delete it here."
echo "    3. Hand in the file that ends in .bel on the page of the vote."
echo "ES: 1. Impriman slips.txt, recórtenlo, doblen cada papeleta, al sombrero; borren el archivo."
echo "    2. Cada escrutador se lleva una carpeta key-1, key-2 en una memoria; bórrenla aquí."
echo "    3. Entreguen el archivo que acaba en .bel en la página de la votación."
"""
)

BOOTH = (
    _HEAD
    + """
# People vote here one by one, alone / Aquí se vota de a una persona, a solas.
uuid="$(cat uuid)"
answers={answers}
rule={rule}
while true; do
  clear 2>/dev/null || true
  cat question.txt
  echo
  printf 'Slip / Papeleta (Enter: stop/parar): '
  read -r slip || break
  [ -n "$slip" ] || break
  printf '%s' "$slip" > slip
  public="$(belenios-tool setup generate-credentials --uuid "$uuid" $group --derive "$slip" \\
    2>/dev/null || true)"
  if [ -z "$public" ] || ! grep -qF -- "$public" known.json; then
    rm -f slip
    echo "EN: No slip of this vote. / ES: No es una papeleta de esta votación."
    read -r -t 3 _ || true
    continue
  fi
  case "$rule" in
    one) echo "EN: Write one number. / ES: Escriba un número." ;;
    some)
      echo "EN: Numbers of all you support, with spaces."
      echo "ES: Números de todo lo que apoya, con espacios." ;;
    rank)
      echo "EN: Numbers, best first, with spaces."
      echo "ES: Números, de mejor a peor, con espacios." ;;
  esac
  printf '> '
  read -r said || break
  if ! choice="$(python3 encode.py "$rule" "$answers" "$said")"; then
    rm -f slip
    echo "EN: That cannot be read. Begin again. / ES: No se entiende. Empiece de nuevo."
    read -r -t 3 _ || true
    continue
  fi
  printf '%s' "$choice" > choice
  belenios-tool election generate-ballot --privcred slip --ballot choice > ballot 2>/dev/null
  tracker="$(tr -d '\\n' < ballot | belenios-tool sha256-b64)"
  belenios-tool archive add-event --type=Ballot < ballot 2>/dev/null
  rm -f slip choice ballot
  echo
  echo "EN: Your ballot is in. Its number / ES: Su boleta está. Su número:"
  echo "  $tracker"
  echo "Enter"
  read -r _ || true
done
"""
)

COUNT = (
    _HEAD
    + """
# When nobody votes any more, with both folders key-1 and key-2 put back here.
# Cuando ya nadie vota, con las dos carpetas key-1 y key-2 otra vez aquí.
if [ ! -d key-1 ] || [ ! -d key-2 ]; then
  echo "EN: Both tellers bring back their folders key-1, key-2."
  echo "ES: Los dos escrutadores traen sus carpetas key-1, key-2."
  exit 1
fi
belenios-tool archive add-event --type=EndBallots < /dev/null
belenios-tool election compute-encrypted-tally \\
  | belenios-tool archive add-event --type=EncryptedTally
if [ {rule} = rank ]; then
  for teller in 1 2; do
    belenios-tool election shuffle --trustee-id=$teller \\
      | belenios-tool archive add-event --type=Shuffle
  done
  belenios-tool archive add-event --type=EndShuffles < /dev/null
fi
for teller in 1 2; do
  belenios-tool election decrypt --privkey "key-$teller"/*.privkey --trustee-id $teller \\
    | belenios-tool archive add-event --type=PartialDecryption
done
belenios-tool election compute-result | belenios-tool archive add-event --type=Result
belenios-tool election verify
echo
echo "EN: Hand in the file that ends in .bel on the page of the vote."
echo "ES: Entreguen el archivo que acaba en .bel en la página de la votación."
"""
)

# The numbers that somebody writes, as Belenios wants them. A script of its own for the booth.
ENCODE = '''"""encode.py one|some|rank ANSWERS "NUMBERS": the choice as Belenios reads it."""

import json
import sys

rule, answers, said = sys.argv[1], int(sys.argv[2]), sys.argv[3].replace(",", " ").split()
if not all(word.isascii() and word.isdigit() for word in said):
    sys.exit(1)
numbers = [int(word) for word in said]
if len(set(numbers)) != len(numbers) or not all(1 <= n <= answers for n in numbers):
    sys.exit(1)
if rule == "one" and len(numbers) != 1:
    sys.exit(1)
choice = [0] * answers
for place, number in enumerate(numbers, 1):
    choice[number - 1] = place if rule == "rank" else 1
print(json.dumps([choice]))
'''


def kit_of(vote: Vote) -> bytes:
    """A zip with everything but the tool itself."""
    question = vote.handover.question
    title, answers = belenios.said_in(question)
    rule = "rank" if question.get("type") else "some" if vote.rule else "one"
    values = {
        "group": belenios.group_of(question),
        "slips": str(vote.voices),
        "answers": str(len(answers)),
        "rule": rule,
    }
    asked = belenios.template(title, question, vote.collective.name)
    text = "\n".join(
        [
            title,
            "",
            *(f"  {n}  {_without_number(answer)}" for n, answer in enumerate(answers, 1)),
        ]
    )
    files = {
        "questions.json": json.dumps(asked, ensure_ascii=False),
        "question.txt": text + "\n",
        "1-set-up.sh": _filled(SET_UP, values),
        "2-booth.sh": _filled(BOOTH, values),
        "3-count.sh": _filled(COUNT, values),
        "encode.py": ENCODE,
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(f"vote-{vote.pk.hex[:8]}/{name}", (2020, 1, 1, 0, 0, 0))
            entry.external_attr = (0o755 if name.endswith(".sh") else 0o644) << 16
            archive.writestr(entry, content)
    return packed.getvalue()


def _filled(script: str, values: dict[str, str]) -> str:
    for name, value in values.items():
        script = script.replace("{" + name + "}", value)
    return script


def _without_number(answer: str) -> str:
    """The booth numbers answers by their places; options have numbers of their own."""
    return re.sub(r"^\d+\. ", "", answer)
