/** How far an import is. */
export type ImportProgress =
  | {
      readonly phase: 'reading';
      readonly bytesRead: number;
      readonly totalBytes: number;
      readonly rowsRead: number;
    }
  | { readonly phase: 'checking' }
  | { readonly phase: 'loading'; readonly tenantsDone: number; readonly tenants: number }
  | { readonly phase: 'committed' }
  | { readonly phase: 'refreshing' };
