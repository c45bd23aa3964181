"""What definitions keep of the cases that have ended, and the counts of a definition's cases."""

from collections.abc import Sequence

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "kept",
        sa.Column("case_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("org", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("value", sa.Double(), nullable=True),
        sa.Column("why", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("definition", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("region", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=False),
        sa.CheckConstraint("(value IS NULL) = (why IS NOT NULL)", name="kept_or_why"),
        sa.ForeignKeyConstraint(["case_id"], ["case_.id"]),
        sa.ForeignKeyConstraint(["org"], ["organisation.code"]),
        sa.PrimaryKeyConstraint("case_id", "name"),
    )
    op.create_index(
        "ix_kept_definition",
        "kept",
        ["definition", "region", "closed_on"],
        postgresql_include=["case_id", "name", "org", "value"],
    )
    op.create_index(
        "ix_case_kind_opened",
        "case_",
        ["definition", "opened_at", "id"],
        postgresql_include=["opened_org"],
    )
    op.create_index(
        "ix_case_kind_closed",
        "case_",
        ["definition", "closed_at", "id"],
        postgresql_include=["opened_org"],
        postgresql_where=sa.text("closed_at IS NOT NULL"),
    )
    op.create_index(
        "ix_case_kind_open",
        "case_",
        ["definition", "id"],
        postgresql_include=["opened_org", "overdue_at"],
        postgresql_where=sa.text("outcome IS NULL"),
    )


def downgrade() -> None:
    raise NotImplementedError("Migrations are not taken back: restore a backup instead.")
