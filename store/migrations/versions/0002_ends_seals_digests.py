"""Letters that end, seals, digests, and when the next rung of a case fires."""

from collections.abc import Sequence

import sqlalchemy as sa
import sqlmodel
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("case_", sa.Column("next_rung", sqlmodel.sql.sqltypes.AutoString(), nullable=True))
    op.add_column("case_", sa.Column("next_rung_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "letter_end",
        sa.Column("letter_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("status", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("case_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["letter_id"], ["letter.id"]),
        sa.ForeignKeyConstraint(["case_id"], ["case_.id"]),
        sa.PrimaryKeyConstraint("letter_id"),
    )
    op.create_table(
        "seal",
        sa.Column("letter_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("issuer", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("svg", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("diameter_mm", sa.Float(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["letter_id"], ["letter.id"]),
        sa.PrimaryKeyConstraint("letter_id", "issuer"),
    )
    op.create_table(
        "digest",
        sa.Column("login", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("cases", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["login"], ["officer.login"]),
        sa.PrimaryKeyConstraint("login", "day"),
    )
    op.create_index("ix_letter_issuer", "letter", ["issuer", "issued_at", "id"])
    op.create_index("ix_letter_issuer_kind", "letter", ["issuer", "kind", "issued_at", "id"])
    op.create_index(op.f("ix_evidence_hash"), "evidence", ["hash"], unique=False)
    for table in ("letter_end", "seal"):
        op.execute(
            f"CREATE TRIGGER {table}_never_changes BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION never_changes()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_never_vanishes BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION never_changes()"
        )


def downgrade() -> None:
    raise NotImplementedError("Migrations are not taken back: restore a backup instead.")
