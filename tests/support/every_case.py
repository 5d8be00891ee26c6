"""How many cases a test tries at once, and which of them with every run.

`every`: many small cases in one test, where an item of its own for each would cost more than the case. For cases that
leave nothing behind. All are tried; what fails is told together, each failure with the name of its case.
`one_in`: some of many long cases with every run of the tests, the others in a soak.
"""

import inspect
from collections.abc import Callable, Collection, Iterable
from functools import wraps
from typing import Any

import pytest

Test = Callable[..., None]
CASES = "cases"
"""What the number of cases is called on a test, and in its report."""
TRIED = "tried"
"""What the cases themselves are called on a test, which has what it tries them with as `__wrapped__`."""


def one_in(number: int, cases: Iterable[Any]) -> list[Any]:
    """Return cases for `parametrize`, of which one in so many is tried with every run, and the others in a soak."""
    soak = pytest.mark.soak
    return [pytest.param(case, marks=() if place % number == 0 else soak) for place, case in enumerate(cases)]


def every(argument: str, cases: Collection[Any], called: Callable[[Any], str] = str) -> Callable[[Test], Test]:
    """Hand each case to a test as this argument, or as these arguments: `every("a, b", [(1, 2)])`."""
    names = argument.split(", ")

    def decorate(test: Test) -> Test:
        @wraps(test)
        def each(**given: Any) -> None:
            failures: list[BaseException] = []
            for case in cases:
                try:
                    test(**dict(zip(names, case if len(names) > 1 else (case,), strict=True)), **given)
                except (Exception, pytest.fail.Exception) as failure:
                    failure.add_note(f"{argument}: {called(case)}")
                    failures.append(failure)
            if failures:
                raise BaseExceptionGroup(f"{len(failures)} of {len(cases)} cases", failures)

        kept = [parameter for name, parameter in inspect.signature(test).parameters.items() if name not in names]
        how_many = len(cases) * vars(test).get(CASES, 1)
        vars(each).update({"__signature__": inspect.Signature(kept), CASES: how_many, TRIED: cases})
        assert cases, f"{test.__name__} tries nothing"
        return each

    return decorate
