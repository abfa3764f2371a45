import pytest

from lms.permissions import ALLOWED, Place, Reach, Role, Scope, can, requires

HERE = Place(person_id=7, unit_path="/1/12/", area_id=3)


class Someone:
    is_authenticated = True

    def __init__(self, *held: tuple[Role, Scope]) -> None:
        self.id = 7
        self.reaches = [(role, Reach(scope, 7, "/1/12/", 3)) for role, scope in held]


class Thing:
    def __init__(self, place: Place) -> None:
        self.place = place


class Nobody:
    id = 0
    is_authenticated = False
    reaches = ()


@pytest.mark.parametrize(
    ("scope", "place", "covered"),
    [
        (Scope.OWN, HERE, True),
        (Scope.OWN, Place(person_id=8, unit_path="/1/12/", area_id=3), False),
        (Scope.UNIT, Place(unit_path="/1/12/40/"), True),
        (Scope.UNIT, Place(unit_path="/1/120/"), False),
        (Scope.UNIT, Place(area_id=3), False),
        (Scope.AREA, Place(area_id=3), True),
        (Scope.AREA, Place(area_id=4), False),
        (Scope.AREA, Place(), False),
        (Scope.PROVINCE, Place(), True),
    ],
)
def test_a_reach_covers_what_lies_inside_it(scope: Scope, place: Place, covered: bool):
    assert Reach(scope, 7, "/1/12/", 3).covers(place) is covered


def test_a_reach_over_no_area_covers_no_area():
    assert not Reach(Scope.AREA, 7, "/1/12/", None).covers(Place(area_id=None))


def test_the_narrower_of_table_and_grant_counts():
    trainee_with_wide_grant = Someone((Role.TRAINEE, Scope.PROVINCE))

    assert can("learn", Thing(HERE), trainee_with_wide_grant)
    assert not can("learn", Thing(Place(person_id=8)), trainee_with_wide_grant)


def test_a_role_that_the_table_does_not_name_may_not():
    assert not can("see_matrix", user=Someone((Role.TRAINEE, Scope.PROVINCE)))
    assert can("see_matrix", user=Someone((Role.MANAGER, Scope.UNIT)))


def test_several_roles_add_up():
    both = Someone((Role.TRAINEE, Scope.OWN), (Role.MANAGER, Scope.AREA))

    assert can("see_matrix", Thing(Place(person_id=8, area_id=3)), both)
    assert can("learn", Thing(HERE), both)


def test_nobody_may_anything():
    assert not any(can(action, user=Nobody()) for action in ALLOWED)


def test_an_action_that_is_not_in_the_table_is_an_error():
    with pytest.raises(KeyError):
        can("fly", user=Someone((Role.ADMIN, Scope.PROVINCE)))
    with pytest.raises(KeyError):
        requires("fly")
