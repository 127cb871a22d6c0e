/** The nil uuid (RFC 9562), which stands for the installation as a whole where a tenant's id is asked for. No tenant may have it. */
export const INSTALLATION_ID = '00000000-0000-0000-0000-000000000000';
