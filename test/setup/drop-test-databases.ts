import { afterAll } from 'vitest';
import { dropTestDatabases } from './test-database.js';

// Hooks run last in, first out: whatever the file itself closes in afterAll has been closed by now.
afterAll(dropTestDatabases);
