"""Visits that a firm receives, and how it rates them."""

from collections.abc import Sequence

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "visit",
        sa.Column("case_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("object_code", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("object_name", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("region", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("lead", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("definition", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("is_planned", sa.Boolean(), nullable=False),
        sa.Column("code", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("token", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("booked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rated_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("bodies", sa.Integer(), nullable=True),
        sa.Column("freed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("freed_at IS NULL OR begun_at IS NULL", name="freed_before_it_began"),
        sa.CheckConstraint("(begun_at IS NULL) = (rated_until IS NULL)", name="rated_once_begun"),
        sa.CheckConstraint("bodies IS NULL OR begun_at IS NOT NULL", name="bodies_of_a_visit_made"),
        sa.ForeignKeyConstraint(["case_id"], ["case_.id"]),
        sa.ForeignKeyConstraint(["region"], ["region.code"]),
        sa.ForeignKeyConstraint(["lead"], ["organisation.code"]),
        sa.PrimaryKeyConstraint("case_id"),
        sa.UniqueConstraint("code"),
        sa.UniqueConstraint("token"),
    )
    op.create_index("ix_visit_object", "visit", ["object_code", "booked_at"])
    op.create_index("ix_visit_region", "visit", ["region", "begun_at"])
    op.create_table(
        "rating",
        sa.Column("case_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("comment", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("score BETWEEN 1 AND 5", name="score_from_1_to_5"),
        sa.ForeignKeyConstraint(["case_id"], ["visit.case_id"]),
        sa.PrimaryKeyConstraint("case_id"),
    )
    op.execute(
        "CREATE TRIGGER rating_never_changes BEFORE UPDATE OR DELETE ON rating "
        "FOR EACH ROW EXECUTE FUNCTION never_changes()"
    )
    op.execute(
        "CREATE TRIGGER rating_never_vanishes BEFORE TRUNCATE ON rating "
        "FOR EACH STATEMENT EXECUTE FUNCTION never_changes()"
    )


def downgrade() -> None:
    raise NotImplementedError("Migrations are not taken back: restore a backup instead.")
