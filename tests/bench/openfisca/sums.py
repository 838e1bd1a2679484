"""What OpenFisca-Core does with the same people: the sums of one policy file and nothing else.

No scope, no windows, no dates of cover, no unknown facts, no sentences: the fee, the largest subsidy of the statuses
that match, and the difference. Run by the bench; prints one JSON object. Usage: sums.py POLICY.toml PEOPLE.csv
PEOPLE.jsonl OUT. PEOPLE.csv: birth,in_area,grade,statuses,due (the engine's own sum; empty where it takes no money).
"""

import csv
import json
import sys
import time
import tomllib

import numpy
from openfisca_core.entities import Entity
from openfisca_core.parameters import ParameterNode
from openfisca_core.periods import DateUnit
from openfisca_core.simulation_builder import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

ONE_BY_ONE = 200
RUNS = 5

with open(sys.argv[1], "rb") as file:
    POLICY = tomllib.load(file)
YEAR = str(POLICY["policy"]["funding_year"])
ROWS = [row for row in POLICY["category"] if "amount" in row["subsidy"]]
LISTED = sorted({row["code"] for row in ROWS if "born_on_or_before" not in row.get("match", {})})

PERSON = Entity("person", "persons", "A person", "")


def fact(name, kind, default):
    body = {"value_type": kind, "entity": PERSON, "definition_period": DateUnit.YEAR, "default_value": default}
    return type(name, (Variable,), body)


def fits(row, person, period):
    """Where one row of the notice's table holds."""
    match = row.get("match", {})
    if "born_on_or_before" in match:
        held = person("birth", period) <= numpy.datetime64(match["born_on_or_before"]).astype(int)
    else:
        held = person(row["code"], period)
    if "grade" in match:
        held = held & numpy.isin(person("grade", period), match["grade"])
    if match.get("hukou") == ["in_area"]:
        held = held & person("in_area", period)
    return held


class subsidy(Variable):
    value_type = float
    entity = PERSON
    definition_period = DateUnit.YEAR

    def formula(person, period, parameters):
        amounts = parameters(period).subsidy
        best = numpy.zeros(person.count)
        for row in ROWS:
            best = numpy.maximum(best, numpy.where(fits(row, person, period), amounts[row["code"]], 0))
        return best


class due(Variable):
    value_type = float
    entity = PERSON
    definition_period = DateUnit.YEAR

    def formula(person, period, parameters):
        return parameters(period).fee - person("subsidy", period)


def system():
    law = TaxBenefitSystem([PERSON])
    for code in LISTED:
        law.add_variable(fact(code, bool, False))
    law.add_variable(fact("birth", int, 0))
    law.add_variable(fact("grade", int, 0))
    law.add_variable(fact("in_area", bool, True))
    law.add_variable(subsidy)
    law.add_variable(due)
    value = lambda sum_: {"values": {YEAR + "-01-01": {"value": float(sum_)}}}
    amounts = {row["code"]: value(row["subsidy"]["amount"]) for row in ROWS}
    law.parameters = ParameterNode("", data={"fee": value(POLICY["fee"]["personal"]), "subsidy": amounts})
    return law


LAW = system()


def ask(people):
    simulation = SimulationBuilder().build_default_simulation(LAW, count=len(people["birth"]))
    for name, values in people.items():
        simulation.set_input(name, YEAR, values)
    return simulation.calculate("due", YEAR)


def arrays(births, in_area, grades, statuses):
    people = {
        "birth": numpy.array(births, dtype="datetime64[D]").astype(int),
        "in_area": numpy.array(in_area, dtype=bool),
        "grade": numpy.array(grades, dtype=int),
    }
    for code in LISTED:
        people[code] = numpy.fromiter((code in held for held in statuses), dtype=bool, count=len(statuses))
    return people


def from_csv(path):
    births, in_area, grades, statuses = [], [], [], []
    with open(path, newline="") as file:
        for birth, lives, grade, held, _ in csv.reader(file):
            births.append(birth)
            in_area.append(lives == "1")
            grades.append(int(grade))
            statuses.append(held.split(";") if held else ())
    return arrays(births, in_area, grades, statuses)


def from_lines(path):
    births, in_area, grades, statuses = [], [], [], []
    with open(path) as file:
        for line in file:
            person = json.loads(line)["person"]
            held = person["categories"]
            births.append(person["birth"])
            in_area.append(person.get("hukou") != "out_of_area")
            grades.append(min((one["grade"] for one in held if one.get("grade")), default=0))
            statuses.append([one["code"] for one in held])
    return arrays(births, in_area, grades, statuses)


def timed(act):
    begin = time.perf_counter()
    result = act()
    return result, time.perf_counter() - begin


def main():
    table, lines, out = sys.argv[2:5]
    people, _ = timed(lambda: from_csv(table))
    count = len(people["birth"])
    sums, _ = timed(lambda: ask(people))
    in_memory = sorted(timed(lambda: ask(people))[1] for _ in range(RUNS))[RUNS // 2]

    def csv_to_csv():
        with open(out, "w") as file:
            file.writelines(f"{due:.2f}\n" for due in ask(from_csv(table)).tolist())

    def lines_to_lines():
        with open(out, "w") as file:
            file.writelines(json.dumps({"due": f"{due:.2f}"}) + "\n" for due in ask(from_lines(lines)).tolist())

    one = {name: values[:1] for name, values in people.items()}
    singles = sorted(timed(lambda: ask(one))[1] for _ in range(ONE_BY_ONE))
    with open(table, newline="") as file:
        ours = [row[4] for row in csv.reader(file)]
    compared = [(mine, f"{theirs:.2f}") for mine, theirs in zip(ours, sums.tolist()) if mine]
    print(json.dumps({
        "people": count,
        "arrays_ms": round(in_memory * 1000),
        "csv_ms": round(timed(csv_to_csv)[1] * 1000),
        "lines_ms": round(timed(lines_to_lines)[1] * 1000),
        "one_us": round(singles[ONE_BY_ONE // 2] * 1_000_000),
        "compared": len(compared),
        "same": sum(mine == theirs for mine, theirs in compared),
    }))


if __name__ == "__main__":
    main()
