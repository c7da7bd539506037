-- migrate:up
set local lock_timeout = '5s';
-- How a recused expert counted is part of what was voted.
alter table results add column recused_counts boolean not null default true;
alter table results drop constraint results_counted;
alter table results add constraint results_counted check (
    present > 0 and yes >= 0 and recused >= 0 and yes + recused <= present
    and (outcome = 'elected') = (
        yes > 0 and yes * 3 >= (present - case when recused_counts then 0 else recused end) * 2
    )
);

-- migrate:down
