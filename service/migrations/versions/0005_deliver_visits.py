"""Deliver visits."""

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:

    with op.batch_alter_table('visit', schema=None) as batch_op:
        batch_op.add_column(sa.Column('sent_sha256', sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column('corrects_id', sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column('reason', sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column('clock_offset', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('position', sa.LargeBinary(), nullable=True))
        batch_op.create_unique_constraint(op.f('uq_visit_corrects_id'), ['corrects_id'])
        batch_op.create_foreign_key(op.f('fk_visit_corrects_id_visit'), 'visit', ['corrects_id'], ['id'])

    with op.batch_alter_table('visit_photo', schema=None) as batch_op:
        batch_op.add_column(sa.Column('look', sa.String(length=16), nullable=True))
        batch_op.create_index('ix_visit_photo_sent_sha256', ['sent_sha256'], unique=False)

    op.create_table('visit_photo_part',
    sa.Column('photo_id', sa.Uuid(), nullable=False),
    sa.Column('start', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('data', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['photo_id'], ['visit_photo.id'], name=op.f('fk_visit_photo_part_photo_id_visit_photo')),
    sa.PrimaryKeyConstraint('photo_id', 'start', name=op.f('pk_visit_photo_part'))
    )
    op.create_table('visit_flag',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('visit_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('other_id', sa.Uuid(), nullable=True),
    sa.ForeignKeyConstraint(['other_id'], ['visit.id'], name=op.f('fk_visit_flag_other_id_visit')),
    sa.ForeignKeyConstraint(['visit_id'], ['visit.id'], name=op.f('fk_visit_flag_visit_id_visit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_visit_flag'))
    )
    with op.batch_alter_table('visit_flag', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_visit_flag_visit_id'), ['visit_id'], unique=False)


def downgrade() -> None:

    with op.batch_alter_table('visit_flag', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_visit_flag_visit_id'))

    op.drop_table('visit_flag')
    op.drop_table('visit_photo_part')
    with op.batch_alter_table('visit_photo', schema=None) as batch_op:
        batch_op.drop_index('ix_visit_photo_sent_sha256')
        batch_op.drop_column('look')

    with op.batch_alter_table('visit', schema=None) as batch_op:
        batch_op.drop_constraint(op.f('fk_visit_corrects_id_visit'), type_='foreignkey')
        batch_op.drop_constraint(op.f('uq_visit_corrects_id'), type_='unique')
        batch_op.drop_column('position')
        batch_op.drop_column('clock_offset')
        batch_op.drop_column('reason')
        batch_op.drop_column('corrects_id')
        batch_op.drop_column('sent_sha256')
