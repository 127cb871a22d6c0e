const CONCURRENT_ROLE_CHANGE = /tuple concurrently (updated|deleted)/;
const MAX_ATTEMPTS = 5;
const RETRY_AFTER_MS = 200;

/**
 * Runs `change`, and again where PostgreSQL says that somebody else changed the same role at the same moment. Roles belong to the whole
 * server: no lock that migrations of two of its databases could share keeps them apart.
 */
export async function retryRoleChange<T>(change: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await change();
    } catch (error) {
      if (attempt === MAX_ATTEMPTS || !CONCURRENT_ROLE_CHANGE.test(String(error))) throw error;
      await new Promise((resolve) => setTimeout(resolve, RETRY_AFTER_MS * attempt));
    }
  }
}
