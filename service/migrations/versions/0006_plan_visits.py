"""Plan visits, declare ties, appoint supervisors."""

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table('item_doubt',
    sa.Column('form_key', sa.String(length=40), nullable=False),
    sa.Column('item', sa.String(length=12), nullable=False),
    sa.Column('pairs', sa.Integer(), nullable=False),
    sa.Column('agreement', sa.Integer(), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('form_key', 'item', name=op.f('pk_item_doubt'))
    )
    op.create_table('appointment',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('account_id', sa.Uuid(), nullable=False),
    sa.Column('letter', sa.String(length=60), nullable=False),
    sa.Column('area', sa.String(length=160), nullable=False),
    sa.Column('since', sa.Date(), nullable=False),
    sa.Column('until', sa.Date(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_appointment_account_id_account')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_appointment'))
    )
    with op.batch_alter_table('appointment', schema=None) as batch_op:
        batch_op.create_index('ix_appointment_account_id', ['account_id'], unique=False)

    op.create_table('declaration',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('account_id', sa.Uuid(), nullable=False),
    sa.Column('tie', sa.LargeBinary(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_declaration_account_id_account')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_declaration'))
    )
    with op.batch_alter_table('declaration', schema=None) as batch_op:
        batch_op.create_index('ix_declaration_account_id', ['account_id'], unique=False)

    op.create_table('visit_plan',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('client_key', sa.Uuid(), nullable=False),
    sa.Column('title', sa.LargeBinary(), nullable=False),
    sa.Column('occasion', sa.String(length=12), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('scope', sa.String(length=200), nullable=False),
    sa.Column('kinds', sa.JSON(), nullable=False),
    sa.Column('levels', sa.JSON(), nullable=False),
    sa.Column('inspectors', sa.JSON(), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=False),
    sa.Column('band_days', sa.Integer(), nullable=False),
    sa.Column('amount', sa.Integer(), nullable=True),
    sa.Column('is_share', sa.Boolean(), nullable=False),
    sa.Column('second_share', sa.Integer(), nullable=False),
    sa.Column('lockout_days', sa.Integer(), nullable=False),
    sa.Column('public_source', sa.LargeBinary(), nullable=False),
    sa.Column('public_on', sa.Date(), nullable=False),
    sa.Column('public_value', sa.LargeBinary(), nullable=True),
    sa.Column('secret', sa.LargeBinary(), nullable=False),
    sa.Column('record', sa.LargeBinary(), nullable=True),
    sa.Column('commitment', sa.LargeBinary(length=32), nullable=True),
    sa.Column('root', sa.LargeBinary(length=32), nullable=True),
    sa.Column('drafted_by', sa.Uuid(), nullable=False),
    sa.Column('drafted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('approved_by', sa.Uuid(), nullable=True),
    sa.Column('approved_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('drawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['approved_by'], ['account.id'], name=op.f('fk_visit_plan_approved_by_account')),
    sa.ForeignKeyConstraint(['drafted_by'], ['account.id'], name=op.f('fk_visit_plan_drafted_by_account')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_visit_plan')),
    sa.UniqueConstraint('client_key', name=op.f('uq_visit_plan_client_key'))
    )
    op.create_table('visit_task',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('plan_id', sa.Uuid(), nullable=False),
    sa.Column('window_id', sa.Uuid(), nullable=False),
    sa.Column('inspector_id', sa.Uuid(), nullable=False),
    sa.Column('first_on', sa.Date(), nullable=False),
    sa.Column('last_on', sa.Date(), nullable=False),
    sa.Column('salt', sa.LargeBinary(length=32), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('cause', sa.String(length=12), nullable=True),
    sa.Column('note', sa.LargeBinary(), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['inspector_id'], ['account.id'], name=op.f('fk_visit_task_inspector_id_account')),
    sa.ForeignKeyConstraint(['plan_id'], ['visit_plan.id'], name=op.f('fk_visit_task_plan_id_visit_plan')),
    sa.ForeignKeyConstraint(['window_id'], ['service_window.id'], name=op.f('fk_visit_task_window_id_service_window')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_visit_task')),
    sa.UniqueConstraint('plan_id', 'window_id', 'inspector_id', name=op.f('uq_visit_task_plan_id_window_id_inspector_id'))
    )
    with op.batch_alter_table('visit_task', schema=None) as batch_op:
        batch_op.create_index('ix_visit_task_inspector_id', ['inspector_id'], unique=False)
        batch_op.create_index('ix_visit_task_window_id', ['window_id'], unique=False)



def downgrade() -> None:

    with op.batch_alter_table('visit_task', schema=None) as batch_op:
        batch_op.drop_index('ix_visit_task_window_id')
        batch_op.drop_index('ix_visit_task_inspector_id')

    op.drop_table('visit_task')
    op.drop_table('visit_plan')
    with op.batch_alter_table('declaration', schema=None) as batch_op:
        batch_op.drop_index('ix_declaration_account_id')

    op.drop_table('declaration')
    with op.batch_alter_table('appointment', schema=None) as batch_op:
        batch_op.drop_index('ix_appointment_account_id')

    op.drop_table('appointment')
    op.drop_table('item_doubt')
