"""the practice desk: catalogue, assignments, drafts, teams, branches, notes

Revision: 0002
Follows: 0001
"""

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None

OLD_CHECKS = {
    "mode": "mode in ('guided', 'free')",
    "status": "status in ('open', 'finished')",
}
NEW_CHECKS = {
    "mode": "mode in ('guided', 'free', 'exam', 'chosen')",
    "status": "status in ('open', 'parked', 'finished')",
    "branch_has_a_beginning": "(parent_id is null) = (branched_at is null)",
}


def _change_checks(
    batch_op: BatchOperations, old: dict[str, str], new: dict[str, str]
) -> None:
    """In place of the checks of `run` by these names, the new ones."""
    for name in old:
        batch_op.drop_constraint(op.f(f"ck_run_{name}"), type_="check")
    for name, text in new.items():
        batch_op.create_check_constraint(op.f(f"ck_run_{name}"), sa.text(text))


def upgrade() -> None:
    op.create_table('exercise',
    sa.Column('code', sa.String(length=100), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('origin', sa.String(length=10), nullable=False),
    sa.Column('title', sa.String(length=300), nullable=False),
    sa.Column('summary', sa.Text(), nullable=False),
    sa.Column('search_fold', sa.Text(), nullable=False),
    sa.Column('procedures', sa.JSON(), nullable=False),
    sa.Column('difficulty', sa.Integer(), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('seats', sa.JSON(), nullable=False),
    sa.Column('modes', sa.JSON(), nullable=False),
    sa.Column('competencies', sa.JSON(), nullable=False),
    sa.Column('rank', sa.Integer(), nullable=False),
    sa.Column('retired_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("origin in ('shipped', 'authored')", name=op.f('ck_exercise_origin')),
    sa.CheckConstraint('difficulty between 1 and 3', name=op.f('ck_exercise_difficulty')),
    sa.ForeignKeyConstraint(['digest'], ['scenario_version.digest'], name=op.f('fk_exercise_digest_scenario_version')),
    sa.PrimaryKeyConstraint('code', name=op.f('pk_exercise'))
    )
    op.create_table('practice_assignment',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('exercise_code', sa.String(length=100), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('mode', sa.String(length=10), nullable=False),
    sa.Column('title', sa.String(length=300), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('opens_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closes_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('most_attempts', sa.Integer(), nullable=True),
    sa.Column('hours_between', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=True),
    sa.Column('area_id', sa.Integer(), nullable=True),
    sa.Column('author_id', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("mode in ('guided', 'free', 'exam')", name=op.f('ck_practice_assignment_mode')),
    sa.CheckConstraint('hours_between >= 0', name=op.f('ck_practice_assignment_hours_between')),
    sa.CheckConstraint('most_attempts is null or most_attempts > 0', name=op.f('ck_practice_assignment_most_attempts')),
    sa.CheckConstraint('opens_at < closes_at', name=op.f('ck_practice_assignment_window')),
    sa.ForeignKeyConstraint(['area_id'], ['area.id'], name=op.f('fk_practice_assignment_area_id_area')),
    sa.ForeignKeyConstraint(['author_id'], ['person.id'], name=op.f('fk_practice_assignment_author_id_person')),
    sa.ForeignKeyConstraint(['digest'], ['scenario_version.digest'], name=op.f('fk_practice_assignment_digest_scenario_version')),
    sa.ForeignKeyConstraint(['exercise_code'], ['exercise.code'], name=op.f('fk_practice_assignment_exercise_code_exercise')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_practice_assignment_unit_id_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_practice_assignment'))
    )
    with op.batch_alter_table('practice_assignment', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_practice_assignment_exercise_code'), ['exercise_code'], unique=False)

    op.create_table('practice_draft',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('code', sa.String(length=100), nullable=False),
    sa.Column('title', sa.String(length=300), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=False),
    sa.Column('reviewer_id', sa.Integer(), nullable=True),
    sa.Column('review_note', sa.Text(), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('trial', sa.JSON(), nullable=True),
    sa.CheckConstraint("kind in ('scenario', 'procedure')", name=op.f('ck_practice_draft_kind')),
    sa.CheckConstraint("state in ('writing', 'in_review', 'published')", name=op.f('ck_practice_draft_state')),
    sa.ForeignKeyConstraint(['author_id'], ['person.id'], name=op.f('fk_practice_draft_author_id_person')),
    sa.ForeignKeyConstraint(['digest'], ['scenario_version.digest'], name=op.f('fk_practice_draft_digest_scenario_version')),
    sa.ForeignKeyConstraint(['reviewer_id'], ['person.id'], name=op.f('fk_practice_draft_reviewer_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_practice_draft')),
    sa.UniqueConstraint('kind', 'code', name=op.f('uq_practice_draft_kind_code'))
    )
    with op.batch_alter_table('practice_draft', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_practice_draft_author_id'), ['author_id'], unique=False)

    op.create_table('practice_team',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=10), nullable=False),
    sa.Column('scenario_digest', sa.String(length=64), nullable=False),
    sa.Column('mode', sa.String(length=10), nullable=False),
    sa.Column('host_id', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("mode in ('guided', 'free')", name=op.f('ck_practice_team_mode')),
    sa.ForeignKeyConstraint(['host_id'], ['person.id'], name=op.f('fk_practice_team_host_id_person')),
    sa.ForeignKeyConstraint(['scenario_digest'], ['scenario_version.digest'], name=op.f('fk_practice_team_scenario_digest_scenario_version')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_practice_team')),
    sa.UniqueConstraint('code', name=op.f('uq_practice_team_code'))
    )
    with op.batch_alter_table('practice_team', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_practice_team_host_id'), ['host_id'], unique=False)

    op.create_table('practice_assignee',
    sa.Column('assignment_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['assignment_id'], ['practice_assignment.id'], name=op.f('fk_practice_assignee_assignment_id_practice_assignment')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_practice_assignee_person_id_person')),
    sa.PrimaryKeyConstraint('assignment_id', 'person_id', name=op.f('pk_practice_assignee'))
    )
    with op.batch_alter_table('practice_assignee', schema=None) as batch_op:
        batch_op.create_index('ix_practice_assignee_person_id', ['person_id'], unique=False)

    op.create_table('practice_draft_version',
    sa.Column('draft_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=False),
    sa.Column('saved_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['author_id'], ['person.id'], name=op.f('fk_practice_draft_version_author_id_person')),
    sa.ForeignKeyConstraint(['draft_id'], ['practice_draft.id'], name=op.f('fk_practice_draft_version_draft_id_practice_draft')),
    sa.PrimaryKeyConstraint('draft_id', 'version', name=op.f('pk_practice_draft_version'))
    )
    op.create_table('practice_team_seat',
    sa.Column('team_id', sa.Integer(), nullable=False),
    sa.Column('role', sa.String(length=20), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('taken_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("role in ('reception', 'appraiser', 'division', 'leader', 'clerk')", name=op.f('ck_practice_team_seat_role')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_practice_team_seat_person_id_person')),
    sa.ForeignKeyConstraint(['team_id'], ['practice_team.id'], name=op.f('fk_practice_team_seat_team_id_practice_team')),
    sa.PrimaryKeyConstraint('team_id', 'role', name=op.f('pk_practice_team_seat'))
    )
    with op.batch_alter_table('practice_team_seat', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_practice_team_seat_person_id'), ['person_id'], unique=False)

    op.create_table('practice_team_mark',
    sa.Column('run_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('points', sa.Float(), nullable=False),
    sa.Column('passed', sa.Boolean(), nullable=False),
    sa.Column('report', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_practice_team_mark_person_id_person')),
    sa.ForeignKeyConstraint(['run_id'], ['run.id'], name=op.f('fk_practice_team_mark_run_id_run')),
    sa.PrimaryKeyConstraint('run_id', 'person_id', name=op.f('pk_practice_team_mark'))
    )
    op.create_table('run_finding',
    sa.Column('run_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('rule', sa.String(length=20), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('points', sa.Float(), nullable=False),
    sa.Column('competency', sa.String(length=60), nullable=False),
    sa.CheckConstraint("kind in ('breach', 'advice', 'success')", name=op.f('ck_run_finding_kind')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_run_finding_person_id_person')),
    sa.ForeignKeyConstraint(['run_id'], ['run.id'], name=op.f('fk_run_finding_run_id_run')),
    sa.PrimaryKeyConstraint('run_id', 'person_id', 'number', name=op.f('pk_run_finding'))
    )
    with op.batch_alter_table('run_finding', schema=None) as batch_op:
        batch_op.create_index('ix_run_finding_person_id_rule', ['person_id', 'rule', 'kind'], unique=False)
        batch_op.create_index('ix_run_finding_rule_kind', ['rule', 'kind', 'run_id'], unique=False)

    op.create_table('run_note',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('run_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('written_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['author_id'], ['person.id'], name=op.f('fk_run_note_author_id_person')),
    sa.ForeignKeyConstraint(['run_id'], ['run.id'], name=op.f('fk_run_note_run_id_run')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_run_note'))
    )
    with op.batch_alter_table('run_note', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_run_note_run_id'), ['run_id'], unique=False)

    op.create_table('self_assessment',
    sa.Column('run_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('answers', sa.JSON(), nullable=False),
    sa.Column('given_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_self_assessment_person_id_person')),
    sa.ForeignKeyConstraint(['run_id'], ['run.id'], name=op.f('fk_self_assessment_run_id_run')),
    sa.PrimaryKeyConstraint('run_id', 'person_id', name=op.f('pk_self_assessment'))
    )
    with op.batch_alter_table('evidence', schema=None) as batch_op:
        batch_op.add_column(sa.Column('detail', sa.JSON(), nullable=True))

    with op.batch_alter_table("run") as batch_op:
        batch_op.drop_index("uq_run_open")
        batch_op.add_column(sa.Column("acted_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("update run set acted_at = coalesce(finished_at, started_at)")
    with op.batch_alter_table("run") as batch_op:
        batch_op.alter_column("acted_at", nullable=False, existing_type=sa.DateTime(timezone=True))
        batch_op.add_column(sa.Column("assignment_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("team_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("parent_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("branched_at", sa.Integer(), nullable=True))
        batch_op.create_unique_constraint(op.f("uq_run_team_id"), ["team_id"])
        batch_op.create_foreign_key(
            op.f("fk_run_team_id_practice_team"), "practice_team", ["team_id"], ["id"]
        )
        batch_op.create_foreign_key(
            op.f("fk_run_assignment_id_practice_assignment"),
            "practice_assignment",
            ["assignment_id"],
            ["id"],
        )
        batch_op.create_foreign_key(op.f("fk_run_parent_id_run"), "run", ["parent_id"], ["id"])
        _change_checks(batch_op, OLD_CHECKS, NEW_CHECKS)
    op.create_index(op.f("ix_run_assignment_id"), "run", ["assignment_id"])
    op.create_index("ix_run_status_acted_at", "run", ["status", "acted_at"])
    where = sa.text("status = 'open' and team_id is null")
    op.create_index(
        "uq_run_open",
        "run",
        ["person_id", "scenario_digest"],
        unique=True,
        sqlite_where=where,
        postgresql_where=where,
    )


def downgrade() -> None:
    op.drop_index("uq_run_open", "run")
    op.drop_index(op.f("ix_run_assignment_id"), "run")
    op.drop_index("ix_run_status_acted_at", "run")
    with op.batch_alter_table("run") as batch_op:
        _change_checks(batch_op, NEW_CHECKS, OLD_CHECKS)
        batch_op.drop_constraint(op.f("fk_run_parent_id_run"), type_="foreignkey")
        batch_op.drop_constraint(
            op.f("fk_run_assignment_id_practice_assignment"), type_="foreignkey"
        )
        batch_op.drop_constraint(op.f("fk_run_team_id_practice_team"), type_="foreignkey")
        batch_op.drop_constraint(op.f("uq_run_team_id"), type_="unique")
        for name in ("branched_at", "parent_id", "team_id", "assignment_id", "acted_at"):
            batch_op.drop_column(name)
    where = sa.text("status = 'open'")
    op.create_index(
        "uq_run_open",
        "run",
        ["person_id", "scenario_digest"],
        unique=True,
        sqlite_where=where,
        postgresql_where=where,
    )
    with op.batch_alter_table('evidence', schema=None) as batch_op:
        batch_op.drop_column('detail')

    op.drop_table('self_assessment')
    with op.batch_alter_table('run_note', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_run_note_run_id'))

    op.drop_table('run_note')
    with op.batch_alter_table('run_finding', schema=None) as batch_op:
        batch_op.drop_index('ix_run_finding_rule_kind')
        batch_op.drop_index('ix_run_finding_person_id_rule')

    op.drop_table('run_finding')
    op.drop_table('practice_team_mark')
    with op.batch_alter_table('practice_team_seat', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_practice_team_seat_person_id'))

    op.drop_table('practice_team_seat')
    op.drop_table('practice_draft_version')
    with op.batch_alter_table('practice_assignee', schema=None) as batch_op:
        batch_op.drop_index('ix_practice_assignee_person_id')

    op.drop_table('practice_assignee')
    with op.batch_alter_table('practice_team', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_practice_team_host_id'))

    op.drop_table('practice_team')
    with op.batch_alter_table('practice_draft', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_practice_draft_author_id'))

    op.drop_table('practice_draft')
    with op.batch_alter_table('practice_assignment', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_practice_assignment_exercise_code'))

    op.drop_table('practice_assignment')
    op.drop_table('exercise')
