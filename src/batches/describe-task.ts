import type { BatchTask } from '../workflows/batch-task.ts';

/** What is done, as it was asked for; with another it would be another batch. */
export function describeTask(task: BatchTask): string {
  const options = JSON.stringify(task.options);
  if (task.task === 'wrap') return `wrap ${options}${task.evidence ? '' : ' without evidence'}`;
  return options === '{}' ? task.task : `${task.task} ${options}`;
}
