/** A task that waits for its turn. */
type Task = () => Promise<void>;

/**
 * Lets a bounded number of tasks run at once. Those who wait come in turn by owner, so that one with many tasks does not hold up
 * the others.
 */
export class Turns {
  readonly #max: number;
  /** Waiting tasks by owner; who has had a turn goes to the end. */
  readonly #waiting = new Map<string, Task[]>();
  #running = 0;

  constructor(max: number) {
    this.#max = max;
  }

  /** Runs `task` when it is its turn. It must not reject. */
  take(owner: string, task: Task): void {
    const own = this.#waiting.get(owner);
    if (own === undefined) this.#waiting.set(owner, [task]);
    else own.push(task);
    this.#start();
  }

  #start(): void {
    while (this.#running < this.#max) {
      const [first] = this.#waiting;
      if (first === undefined) return;
      const [owner, tasks] = first;
      this.#waiting.delete(owner);
      const task = tasks.shift()!;
      if (tasks.length > 0) this.#waiting.set(owner, tasks);
      this.#running++;
      void task().finally(() => {
        this.#running--;
        this.#start();
      });
    }
  }
}
