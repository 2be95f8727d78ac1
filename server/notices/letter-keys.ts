/** The letter of a notice to a person, once it lies in the outbox by itself; its reminder has a key of its own. */
export const letterKey = (notice: string, person: string) => `notice:${notice}:${person}`
export const reminderKey = (notice: string, person: string) => `notice-reminder:${notice}:${person}`
