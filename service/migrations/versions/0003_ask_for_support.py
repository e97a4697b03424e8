"""Ask for support."""

import sqlalchemy as sa
from alembic import op

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table('support_request',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('client_key', sa.Uuid(), nullable=False),
    sa.Column('body_hash', sa.LargeBinary(length=32), nullable=False),
    sa.Column('window_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('matter', sa.LargeBinary(), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('asked_path', sa.String(length=160), nullable=False),
    sa.Column('promised_on', sa.Date(), nullable=True),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['window_id'], ['service_window.id'], name=op.f('fk_support_request_window_id_service_window')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_support_request')),
    sa.UniqueConstraint('client_key', name=op.f('uq_support_request_client_key'))
    )
    with op.batch_alter_table('support_request', schema=None) as batch_op:
        batch_op.create_index('ix_support_request_asked_prefix', ['asked_path'], unique=False, postgresql_ops={'asked_path': 'text_pattern_ops'})
        batch_op.create_index('ix_support_request_window_id', ['window_id'], unique=False)

    op.create_table('support_stage',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('request_id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.SmallInteger(), nullable=False),
    sa.Column('step', sa.String(length=10), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('actor_id', sa.Uuid(), nullable=False),
    sa.Column('note', sa.LargeBinary(), nullable=False),
    sa.Column('promised_on', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['request_id'], ['support_request.id'], name=op.f('fk_support_stage_request_id_support_request')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_support_stage')),
    sa.UniqueConstraint('request_id', 'number', name=op.f('uq_support_stage_request_id_number'))
    )



def downgrade() -> None:

    op.drop_table('support_stage')
    with op.batch_alter_table('support_request', schema=None) as batch_op:
        batch_op.drop_index('ix_support_request_window_id')
        batch_op.drop_index('ix_support_request_asked_prefix', postgresql_ops={'asked_path': 'text_pattern_ops'})

    op.drop_table('support_request')

