import { instantOf } from '../../flows/engine/calendar.ts'
import { inScope } from '../../server/db/scope.ts'
import { setCalendarRow } from '../../server/notices/calendar/rows.ts'
import { COUNTY, type House } from './house.ts'

export const YEAR = 2026
export const FIRST = `${YEAR}-05-01`
export const LAST = `${YEAR}-08-31`
/** As this county's school board has them, not as the calendar supposes. */
export const EXAM = { from: `${YEAR}-06-23`, to: `${YEAR}-06-25` }
export const VACATION = { from: `${YEAR}-07-06`, to: `${YEAR}-08-30` }
const on = (day: string, time: string) => instantOf(`${YEAR}-${day}`, time)

/** Something that people do in the season, at a time (ms). */
export type Event = { at: number; what: string; does(house: House): Promise<void> }

const phoneOf = (house: House, key: string): string => house.phones.find(one => one.key === key)!.wechatId

/** A member of staff types one line after the other. */
const types =
  (key: string, ...lines: string[]): Event['does'] =>
  async house => {
    for (const line of lines) await house.says(phoneOf(house, key), line)
  }

const notice = (key: string, text: string) => types(key, '通知', text, '1')

/** What a county's people do from May to August besides what happens by itself. */
export const script: Event[] = [
  {
    at: on('05-06', '09:10'),
    what: 'a director’s notice',
    does: notice('1-director-1', '周五下午村里修水塔，请各家先存点水。'),
  },
  {
    at: on('05-11', '15:00'),
    what: 'the county enters this year’s exam and vacation',
    async does({ pool, clock }) {
      const enters = (entry: object) =>
        inScope(pool, { place: COUNTY }, tx =>
          setCalendarRow(
            tx,
            { acts: [], now: clock.now() },
            COUNTY,
            { ...entry, source: '县教育局通知', from: `${YEAR}-05-11` },
            null,
          ),
        )
      await enters({ kind: 'exam', key: `${YEAR}-zhongkao`, value: EXAM })
      await enters({ kind: 'vacation', key: `${YEAR}-summer`, value: VACATION })
    },
  },
  {
    at: on('05-28', '10:00'),
    what: 'the county’s announcement, released below',
    does: types('1-county-officer', '公告', '六一前后主任要上门看看，请家里留个人。', '1', '1'),
  },
  {
    at: on('06-09', '16:40'),
    what: 'an urgent announcement, which goes out by itself where nobody decides',
    does: types('1-county-officer', '公告', '上游水库今晚放水，河边不要去人。', '2', '1'),
  },
  {
    at: on('06-23', '21:40'),
    what: 'a notice in the evening, which waits for the morning …',
    does: notice('3-director-2', '明天上午打疫苗，请带孩子和本子来。'),
  },
  {
    at: on('06-24', '06:20'),
    what: '… and is stopped before it leaves',
    does: types('3-director-2', '停发'),
  },
  {
    at: on('07-08', '09:30'),
    what: 'a notice and its reminder',
    does: notice('5-director-1', '明天起村里办暑期班，请来报名。'),
  },
  { at: on('07-10', '09:30'), what: 'the silent are reminded once', does: types('5-director-1', '催') },
  {
    at: on('08-24', '10:00'),
    what: 'the last announcement',
    does: types('1-county-officer', '公告', '开学前请给孩子检查身体，卫生院不收费。', '1', '1'),
  },
]

/** The process and its machine are away from the one to the other. */
export const outage = { from: on('07-18', '08:00'), to: on('07-19', '10:00') }
