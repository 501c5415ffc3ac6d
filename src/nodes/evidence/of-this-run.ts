/** Evidence in the state's list; an earlier run's may still be stored. */
export function ofThisRun<Entry extends { id: string }>(
  stored: readonly Entry[],
  ids: readonly string[],
): Entry[] {
  const wanted = new Set(ids);
  return stored.filter((entry) => wanted.has(entry.id));
}
