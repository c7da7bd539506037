-- migrate:up
set local lock_timeout = '5s';

-- Clerks read on their start page how many people wait to be verified: those who wait already are told of once.
insert into outbox (id, about, topic, body)
select found.id, found.employer_id, 'archive.verifications_waiting',
       jsonb_build_object(
           'id', found.id, 'about', found.employer_id, 'at', now(), 'employer_id', found.employer_id,
           'city', employers.city, 'waiting', found.waiting, 'oldest_at', found.oldest_at
       )
  from (
      select gen_random_uuid() as id, v.employer_id, count(distinct items.person_id) as waiting,
             min(v.submitted_at) as oldest_at
        from item_versions v join items on items.id = v.item_id
       where v.state = 'submitted'
       group by v.employer_id
  ) found
  join employers on employers.id = found.employer_id;

-- migrate:down
