/** The setting through which a page goes from one statement of its transaction to the next: JSON, or '' where there is none. */
export const PAGE_SETTING = 'app.search_page';
