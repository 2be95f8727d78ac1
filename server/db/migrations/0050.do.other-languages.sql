-- Whoever sends a notice asks of each person which language they read; nearly all read the same (server/conversation/rounds.ts).
create index people_other_language on people (id) where language <> 'zh-CN';
