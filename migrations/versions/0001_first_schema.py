"""first schema

Revision: 0001
Follows:
"""

import sqlalchemy as sa
from alembic import op

from migrations.append_only import forbid_changes, permit_changes

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

APPEND_ONLY = ("audit_entry", "evidence", "run_event")


def upgrade() -> None:
    op.create_table(
        "area",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_area")),
        sa.UniqueConstraint("code", name=op.f("uq_area_code")),
    )
    op.create_table(
        "content_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("course_code", sa.String(length=60), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("summary", sa.String(length=1000), nullable=False),
        sa.Column("law_date", sa.Date(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("competencies", sa.JSON(), nullable=False),
        sa.Column("legal_basis", sa.JSON(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_content_version")),
        sa.UniqueConstraint("hash", name=op.f("uq_content_version_hash")),
    )
    with op.batch_alter_table("content_version", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_content_version_course_code"), ["course_code"], unique=False
        )

    op.create_table(
        "outbox_job",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.String(length=500), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_job")),
        sa.UniqueConstraint("key", name=op.f("uq_outbox_job_key")),
    )
    with op.batch_alter_table("outbox_job", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outbox_job_due_at"), ["due_at"], unique=False)

    op.create_table(
        "position",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_position")),
    )
    op.create_table(
        "scenario_version",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("code", sa.String(length=100), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_scenario_version")),
    )
    with op.batch_alter_table("scenario_version", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_scenario_version_code"), ["code"], unique=False)

    op.create_table(
        "sign_in_tries",
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("window_began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_sign_in_tries")),
    )
    op.create_table(
        "unit_kind",
        sa.Column("code", sa.String(length=30), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("level", sa.String(length=20), nullable=False),
        sa.CheckConstraint("level in ('province', 'commune')", name=op.f("ck_unit_kind_level")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_unit_kind")),
    )
    op.create_table(
        "competency",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("description", sa.String(length=1000), nullable=False),
        sa.Column("position_code", sa.String(length=40), nullable=False),
        sa.Column("required_level", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "required_level between 1 and 5", name=op.f("ck_competency_required_level")
        ),
        sa.ForeignKeyConstraint(
            ["position_code"], ["position.code"], name=op.f("fk_competency_position_code_position")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_competency")),
        sa.UniqueConstraint("code", name=op.f("uq_competency_code")),
    )
    with op.batch_alter_table("competency", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_competency_position_code"), ["position_code"], unique=False
        )

    op.create_table(
        "content_file",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["content_version.id"],
            name=op.f("fk_content_file_version_id_content_version"),
        ),
        sa.PrimaryKeyConstraint("version_id", "name", name=op.f("pk_content_file")),
    )
    op.create_table(
        "content_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("competencies", sa.JSON(), nullable=False),
        sa.Column("legal_basis", sa.JSON(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("contents", sa.JSON(), nullable=False),
        sa.Column("quiz", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("scenario", sa.String(length=100), nullable=True),
        sa.CheckConstraint(
            "(kind = 'practice') = (scenario is not null)",
            name=op.f("ck_content_item_practice_has_scenario"),
        ),
        sa.CheckConstraint(
            "(kind = 'quiz') = (quiz is not null)", name=op.f("ck_content_item_quiz_has_questions")
        ),
        sa.CheckConstraint(
            "kind in ('lesson', 'quiz', 'practice')", name=op.f("ck_content_item_kind")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["content_version.id"],
            name=op.f("fk_content_item_version_id_content_version"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_content_item")),
        sa.UniqueConstraint("version_id", "key", name=op.f("uq_content_item_version_id_key")),
        sa.UniqueConstraint(
            "version_id", "position", name=op.f("uq_content_item_version_id_position")
        ),
    )
    op.create_table(
        "course",
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("source_digest", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["content_version.id"],
            name=op.f("fk_course_version_id_content_version"),
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_course")),
    )
    op.create_table(
        "unit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("kind_code", sa.String(length=30), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("area_id", sa.Integer(), nullable=True),
        sa.Column("path", sa.String(length=200), nullable=False),
        sa.Column("sort_key", sa.String(length=2000), nullable=False),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_unit_area_id_area")),
        sa.ForeignKeyConstraint(
            ["kind_code"], ["unit_kind.code"], name=op.f("fk_unit_kind_code_unit_kind")
        ),
        sa.ForeignKeyConstraint(["parent_id"], ["unit.id"], name=op.f("fk_unit_parent_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit")),
        sa.UniqueConstraint("code", name=op.f("uq_unit_code")),
    )
    with op.batch_alter_table("unit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_unit_area_id"), ["area_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_unit_path"), ["path"], unique=False)

    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("username", sa.String(length=60), nullable=False),
        sa.Column("full_name", sa.String(length=200), nullable=False),
        sa.Column("search_fold", sa.String(length=300), nullable=False),
        sa.Column("sort_key", sa.String(length=2000), nullable=False),
        sa.Column("email", sa.String(length=200), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("position_code", sa.String(length=40), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("must_change_password", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["position_code"], ["position.code"], name=op.f("fk_person_position_code_position")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_person_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("username", name=op.f("uq_person_username")),
    )
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.create_index(
            "ix_person_closed",
            ["id"],
            unique=False,
            sqlite_where=sa.text("active = 0"),
            postgresql_where=sa.text("not active"),
        )
        batch_op.create_index(
            "ix_person_search", ["sort_key", "id", "search_fold", "unit_id"], unique=False
        )
        batch_op.create_index(
            "ix_person_unit_id_sort_key_id", ["unit_id", "sort_key", "id"], unique=False
        )
        batch_op.create_index(
            "ix_person_unit_position", ["unit_id", "position_code", "active"], unique=False
        )

    op.create_table(
        "audit_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("actor_name", sa.String(length=200), nullable=False),
        sa.Column("action", sa.String(length=60), nullable=False),
        sa.Column("subject_kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.String(length=60), nullable=False),
        sa.Column("subject_name", sa.String(length=300), nullable=False),
        sa.Column("search_fold", sa.String(length=800), nullable=False),
        sa.Column("before", sa.JSON(), nullable=True),
        sa.Column("after", sa.JSON(), nullable=True),
        sa.Column("address", sa.String(length=60), nullable=False),
        sa.Column("request_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["person.id"], name=op.f("fk_audit_entry_actor_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entry")),
    )
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.create_index("ix_audit_entry_action_id", ["action", "id"], unique=False)
        batch_op.create_index("ix_audit_entry_actor_id_id", ["actor_id", "id"], unique=False)
        batch_op.create_index(
            "ix_audit_entry_subject", ["subject_kind", "subject_id", "id"], unique=False
        )

    op.create_table(
        "enrolment",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("course_code", sa.String(length=60), nullable=False),
        sa.Column("enrolled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_activity_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["course_code"], ["course.code"], name=op.f("fk_enrolment_course_code_course")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_enrolment_person_id_person")
        ),
        sa.PrimaryKeyConstraint("person_id", "course_code", name=op.f("pk_enrolment")),
    )
    with op.batch_alter_table("enrolment", schema=None) as batch_op:
        batch_op.create_index(
            "ix_enrolment_course_activity",
            ["course_code", "last_activity_at", "person_id"],
            unique=False,
        )

    op.create_table(
        "evidence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("competency_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("source_kind", sa.String(length=30), nullable=False),
        sa.Column("source_id", sa.String(length=60), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("shown_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind in ('quiz', 'practice', 'session', 'observation', 'certificate')",
            name=op.f("ck_evidence_kind"),
        ),
        sa.CheckConstraint("level between 1 and 5", name=op.f("ck_evidence_level")),
        sa.ForeignKeyConstraint(
            ["competency_id"], ["competency.id"], name=op.f("fk_evidence_competency_id_competency")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_evidence_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
        sa.UniqueConstraint(
            "person_id",
            "competency_id",
            "source_kind",
            "source_id",
            name=op.f("uq_evidence_person_id_competency_id_source_kind_source_id"),
        ),
    )
    op.create_table(
        "form_receipt",
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("location", sa.String(length=500), nullable=False),
        sa.Column("content_mark", sa.String(length=64), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_form_receipt_person_id_person")
        ),
        sa.PrimaryKeyConstraint("token", "person_id", name=op.f("pk_form_receipt")),
    )
    with op.batch_alter_table("form_receipt", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_form_receipt_kept_at"), ["kept_at"], unique=False)

    op.create_table(
        "parked_form",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(length=300), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_parked_form_person_id_person")
        ),
        sa.PrimaryKeyConstraint("person_id", "path", name=op.f("pk_parked_form")),
    )
    op.create_table(
        "role_grant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("scope", sa.String(length=20), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("area_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "role in ('trainee', 'trainer', 'manager', 'admin')", name=op.f("ck_role_grant_role")
        ),
        sa.CheckConstraint(
            "scope <> 'AREA' or area_id is not null", name=op.f("ck_role_grant_area_scope_has_area")
        ),
        sa.CheckConstraint(
            "scope <> 'UNIT' or unit_id is not null", name=op.f("ck_role_grant_unit_scope_has_unit")
        ),
        sa.CheckConstraint(
            "scope in ('OWN', 'UNIT', 'AREA', 'PROVINCE')", name=op.f("ck_role_grant_scope")
        ),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_role_grant_area_id_area")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_role_grant_person_id_person")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_role_grant_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_grant")),
    )
    with op.batch_alter_table("role_grant", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_role_grant_person_id"), ["person_id"], unique=False)
        batch_op.create_index(
            "uq_role_grant_area_id",
            ["person_id", "role", "area_id"],
            unique=True,
            sqlite_where=sa.text("area_id is not null"),
            postgresql_where=sa.text("area_id is not null"),
        )
        batch_op.create_index(
            "uq_role_grant_scope",
            ["person_id", "role", "scope"],
            unique=True,
            sqlite_where=sa.text("unit_id is null and area_id is null"),
            postgresql_where=sa.text("unit_id is null and area_id is null"),
        )
        batch_op.create_index(
            "uq_role_grant_unit_id",
            ["person_id", "role", "unit_id"],
            unique=True,
            sqlite_where=sa.text("unit_id is not null"),
            postgresql_where=sa.text("unit_id is not null"),
        )

    op.create_table(
        "run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("scenario_digest", sa.String(length=64), nullable=False),
        sa.Column("mode", sa.String(length=10), nullable=False),
        sa.Column("seed", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("sim_now", sa.String(length=16), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("points", sa.Float(), nullable=True),
        sa.Column("passed", sa.Boolean(), nullable=True),
        sa.Column("report", sa.JSON(), nullable=True),
        sa.Column("hints", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "(status = 'finished') = (points is not null and passed is not null and finished_at is not null)",
            name=op.f("ck_run_finished_is_marked"),
        ),
        sa.CheckConstraint("mode in ('guided', 'free')", name=op.f("ck_run_mode")),
        sa.CheckConstraint("status in ('open', 'finished')", name=op.f("ck_run_status")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_run_person_id_person")),
        sa.ForeignKeyConstraint(
            ["scenario_digest"],
            ["scenario_version.digest"],
            name=op.f("fk_run_scenario_digest_scenario_version"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run")),
    )
    with op.batch_alter_table("run", schema=None) as batch_op:
        batch_op.create_index(
            "ix_run_person_id_status", ["person_id", "status", "started_at"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_run_scenario_digest"), ["scenario_digest"], unique=False
        )
        batch_op.create_index(
            "uq_run_open",
            ["person_id", "scenario_digest"],
            unique=True,
            sqlite_where=sa.text("status = 'open'"),
            postgresql_where=sa.text("status = 'open'"),
        )

    op.create_table(
        "sign_in",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("address", sa.String(length=60), nullable=False),
        sa.Column("agent", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_sign_in_person_id_person")
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_sign_in")),
    )
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_in_person_id"), ["person_id"], unique=False)

    op.create_table(
        "standing",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("competency_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("level between 0 and 5", name=op.f("ck_standing_level")),
        sa.ForeignKeyConstraint(
            ["competency_id"], ["competency.id"], name=op.f("fk_standing_competency_id_competency")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_standing_person_id_person")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_standing_unit_id_unit")),
        sa.PrimaryKeyConstraint("person_id", "competency_id", name=op.f("pk_standing")),
    )
    with op.batch_alter_table("standing", schema=None) as batch_op:
        batch_op.create_index(
            "ix_standing_matrix", ["competency_id", "unit_id", "level", "person_id"], unique=False
        )

    op.create_table(
        "training_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("description", sa.String(length=2000), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("trainer_id", sa.Integer(), nullable=False),
        sa.Column("room_name", sa.String(length=60), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "status in ('planned', 'cancelled')", name=op.f("ck_training_session_status")
        ),
        sa.CheckConstraint(
            "ends_at > starts_at", name=op.f("ck_training_session_ends_after_start")
        ),
        sa.ForeignKeyConstraint(
            ["area_id"], ["area.id"], name=op.f("fk_training_session_area_id_area")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["person.id"], name=op.f("fk_training_session_created_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["trainer_id"], ["person.id"], name=op.f("fk_training_session_trainer_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_session")),
        sa.UniqueConstraint("public_id", name=op.f("uq_training_session_public_id")),
        sa.UniqueConstraint("room_name", name=op.f("uq_training_session_room_name")),
    )
    with op.batch_alter_table("training_session", schema=None) as batch_op:
        batch_op.create_index(
            "ix_training_session_area_id_ends_at", ["area_id", "ends_at"], unique=False
        )
        batch_op.create_index("ix_training_session_ends_at_id", ["ends_at", "id"], unique=False)
        batch_op.create_index(
            "ix_training_session_trainer_id_ends_at", ["trainer_id", "ends_at"], unique=False
        )

    op.create_table(
        "lesson_read",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("course_code", sa.String(length=60), nullable=False),
        sa.Column("item_key", sa.String(length=60), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id", "course_code"],
            ["enrolment.person_id", "enrolment.course_code"],
            name=op.f("fk_lesson_read_person_id_course_code_enrolment"),
        ),
        sa.PrimaryKeyConstraint(
            "person_id", "course_code", "item_key", name=op.f("pk_lesson_read")
        ),
    )
    op.create_table(
        "quiz_attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("course_code", sa.String(length=60), nullable=False),
        sa.Column("item_key", sa.String(length=60), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("seed", sa.String(length=64), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("points", sa.Float(), nullable=True),
        sa.Column("out_of", sa.Float(), nullable=True),
        sa.Column("percent", sa.Float(), nullable=True),
        sa.Column("passed", sa.Boolean(), nullable=True),
        sa.CheckConstraint("percent between 0 and 100", name=op.f("ck_quiz_attempt_percent")),
        sa.CheckConstraint(
            "submitted_at is not null or percent is null",
            name=op.f("ck_quiz_attempt_open_has_no_mark"),
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["content_item.id"], name=op.f("fk_quiz_attempt_item_id_content_item")
        ),
        sa.ForeignKeyConstraint(
            ["person_id", "course_code"],
            ["enrolment.person_id", "enrolment.course_code"],
            name=op.f("fk_quiz_attempt_person_id_course_code_enrolment"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quiz_attempt")),
        sa.UniqueConstraint(
            "person_id",
            "course_code",
            "item_key",
            "number",
            name=op.f("uq_quiz_attempt_person_id_course_code_item_key_number"),
        ),
    )
    with op.batch_alter_table("quiz_attempt", schema=None) as batch_op:
        batch_op.create_index(
            "uq_quiz_attempt_open",
            ["person_id", "course_code", "item_key"],
            unique=True,
            sqlite_where=sa.text("submitted_at is null"),
            postgresql_where=sa.text("submitted_at is null"),
        )

    op.create_table(
        "run_event",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("dossier", sa.String(length=60), nullable=True),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("actor", sa.String(length=200), nullable=False),
        sa.Column("sim_at", sa.String(length=16), nullable=False),
        sa.Column("real_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_run_event_run_id_run")),
        sa.PrimaryKeyConstraint("run_id", "position", name=op.f("pk_run_event")),
    )
    op.create_table(
        "session_claim",
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("holder_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("quarter", sa.DateTime(timezone=True), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind in ('area', 'trainer')", name=op.f("ck_session_claim_kind")),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["training_session.id"],
            name=op.f("fk_session_claim_session_id_training_session"),
        ),
        sa.PrimaryKeyConstraint("kind", "holder_id", "quarter", name=op.f("pk_session_claim")),
    )
    with op.batch_alter_table("session_claim", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_session_claim_session_id"), ["session_id"], unique=False
        )

    op.create_table(
        "session_visit",
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("attendee_id", sa.String(length=32), nullable=False),
        sa.Column("first_joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_session_visit_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["training_session.id"],
            name=op.f("fk_session_visit_session_id_training_session"),
        ),
        sa.PrimaryKeyConstraint("session_id", "person_id", name=op.f("pk_session_visit")),
        sa.UniqueConstraint("attendee_id", name=op.f("uq_session_visit_attendee_id")),
    )
    with op.batch_alter_table("session_visit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_session_visit_person_id"), ["person_id"], unique=False)

    op.create_table(
        "stopped_attempt",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("mark", sa.String(length=64), nullable=False),
        sa.Column("choice", sa.Text(), nullable=False),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_stopped_attempt_run_id_run")),
        sa.PrimaryKeyConstraint("run_id", "position", "mark", name=op.f("pk_stopped_attempt")),
    )
    op.create_table(
        "quiz_answer",
        sa.Column("attempt_id", sa.Integer(), nullable=False),
        sa.Column("question_key", sa.String(length=40), nullable=False),
        sa.Column("answer", sa.JSON(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["quiz_attempt.id"], name=op.f("fk_quiz_answer_attempt_id_quiz_attempt")
        ),
        sa.PrimaryKeyConstraint("attempt_id", "question_key", name=op.f("pk_quiz_answer")),
    )
    for table in APPEND_ONLY:
        forbid_changes(table)


def downgrade() -> None:
    for table in APPEND_ONLY:
        permit_changes(table)
    op.drop_table("quiz_answer")
    op.drop_table("stopped_attempt")
    with op.batch_alter_table("session_visit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_session_visit_person_id"))

    op.drop_table("session_visit")
    with op.batch_alter_table("session_claim", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_session_claim_session_id"))

    op.drop_table("session_claim")
    op.drop_table("run_event")
    with op.batch_alter_table("quiz_attempt", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_quiz_attempt_open",
            sqlite_where=sa.text("submitted_at is null"),
            postgresql_where=sa.text("submitted_at is null"),
        )

    op.drop_table("quiz_attempt")
    op.drop_table("lesson_read")
    with op.batch_alter_table("training_session", schema=None) as batch_op:
        batch_op.drop_index("ix_training_session_trainer_id_ends_at")
        batch_op.drop_index("ix_training_session_ends_at_id")
        batch_op.drop_index("ix_training_session_area_id_ends_at")

    op.drop_table("training_session")
    with op.batch_alter_table("standing", schema=None) as batch_op:
        batch_op.drop_index("ix_standing_matrix")

    op.drop_table("standing")
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_in_person_id"))

    op.drop_table("sign_in")
    with op.batch_alter_table("run", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_run_open",
            sqlite_where=sa.text("status = 'open'"),
            postgresql_where=sa.text("status = 'open'"),
        )
        batch_op.drop_index(batch_op.f("ix_run_scenario_digest"))
        batch_op.drop_index("ix_run_person_id_status")

    op.drop_table("run")
    with op.batch_alter_table("role_grant", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_role_grant_unit_id",
            sqlite_where=sa.text("unit_id is not null"),
            postgresql_where=sa.text("unit_id is not null"),
        )
        batch_op.drop_index(
            "uq_role_grant_scope",
            sqlite_where=sa.text("unit_id is null and area_id is null"),
            postgresql_where=sa.text("unit_id is null and area_id is null"),
        )
        batch_op.drop_index(
            "uq_role_grant_area_id",
            sqlite_where=sa.text("area_id is not null"),
            postgresql_where=sa.text("area_id is not null"),
        )
        batch_op.drop_index(batch_op.f("ix_role_grant_person_id"))

    op.drop_table("role_grant")
    op.drop_table("parked_form")
    with op.batch_alter_table("form_receipt", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_form_receipt_kept_at"))

    op.drop_table("form_receipt")
    op.drop_table("evidence")
    with op.batch_alter_table("enrolment", schema=None) as batch_op:
        batch_op.drop_index("ix_enrolment_course_activity")

    op.drop_table("enrolment")
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.drop_index("ix_audit_entry_subject")
        batch_op.drop_index("ix_audit_entry_actor_id_id")
        batch_op.drop_index("ix_audit_entry_action_id")

    op.drop_table("audit_entry")
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_index("ix_person_unit_position")
        batch_op.drop_index("ix_person_unit_id_sort_key_id")
        batch_op.drop_index("ix_person_search")
        batch_op.drop_index(
            "ix_person_closed",
            sqlite_where=sa.text("active = 0"),
            postgresql_where=sa.text("not active"),
        )

    op.drop_table("person")
    with op.batch_alter_table("unit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_unit_path"))
        batch_op.drop_index(batch_op.f("ix_unit_area_id"))

    op.drop_table("unit")
    op.drop_table("course")
    op.drop_table("content_item")
    op.drop_table("content_file")
    with op.batch_alter_table("competency", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_competency_position_code"))

    op.drop_table("competency")
    op.drop_table("unit_kind")
    op.drop_table("sign_in_tries")
    with op.batch_alter_table("scenario_version", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_scenario_version_code"))

    op.drop_table("scenario_version")
    op.drop_table("position")
    with op.batch_alter_table("outbox_job", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outbox_job_due_at"))

    op.drop_table("outbox_job")
    with op.batch_alter_table("content_version", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_content_version_course_code"))

    op.drop_table("content_version")
    op.drop_table("area")
