"""Tables whose rows are never changed or deleted: the database itself refuses."""

from alembic import op

POSTGRES_FUNCTION = """
create or replace function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'rows of % are append only', tg_table_name;
end $$
"""


def forbid_changes(table: str) -> None:
    """From now on UPDATE and DELETE on `table` fail."""
    if op.get_bind().dialect.name == "sqlite":
        for act in ("update", "delete"):
            op.execute(
                f"create trigger {table}_no_{act} before {act} on {table} "
                f"begin select raise(abort, 'rows of {table} are append only'); end"
            )
        return
    op.execute(POSTGRES_FUNCTION)
    op.execute(
        f"create trigger {table}_append_only before update or delete on {table} "
        "for each row execute function refuse_change()"
    )


def permit_changes(table: str) -> None:
    """The reverse, for a downgrade that drops the table or mends its rows."""
    if op.get_bind().dialect.name == "sqlite":
        for act in ("update", "delete"):
            op.execute(f"drop trigger if exists {table}_no_{act}")
        return
    op.execute(f"drop trigger if exists {table}_append_only on {table}")
