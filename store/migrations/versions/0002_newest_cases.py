"""The newest cases first, for a list of everything that a supervision office may see."""

from collections.abc import Sequence

from alembic import op

revision: str = '0002'
down_revision: str | None = '0001'
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_index('ix_case_opened', 'case_', ['opened_at', 'id'], unique=False)


def downgrade() -> None:
    op.drop_index('ix_case_opened', table_name='case_')
