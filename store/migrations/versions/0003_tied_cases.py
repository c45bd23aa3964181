"""Cases that refer to others, as supervision does to what it supervises."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "link",
        sa.Column("case_id", sa.String(), sa.ForeignKey("case_.id"), primary_key=True),
        sa.Column("other_id", sa.String(), sa.ForeignKey("case_.id"), primary_key=True),
        sa.Column("since_seq", sa.Integer(), nullable=False),
    )
    op.create_index("ix_link_other_id", "link", ["other_id"])


def downgrade() -> None:
    op.drop_index("ix_link_other_id", table_name="link")
    op.drop_table("link")
