/**
 * A query on the service requests of one department, with what whoever types it would want to see. The conditions are on a ticket's
 * columns and were written after reading the rows that they select; the first that holds is the ticket's grade.
 */
export interface JudgedQuery {
  readonly query: string;
  readonly department: string;
  /** As it is typed: the last word may be the beginning of one. */
  readonly isPrefix?: boolean;
  /** What was asked for. Grade 3. */
  readonly best: string;
  /** Worth a look. Grade 1. */
  readonly good?: string;
  /** Where less than of others is expected of it, and why is said beside it. */
  readonly leastGain?: number;
}

const PUBLIC_WORKS = 'Public Works Department';
const INSPECTION = 'Inspectional Services';
const TRAFFIC = 'Transportation - Traffic Division';
const PARKS = 'Parks & Recreation Department';
const HOTLINE = "Mayor's 24 Hour Hotline";
const PROPERTY = 'Property Management';
const ANIMALS = 'Animal Control';
const CIVIL_RIGHTS = 'Civil Rights';
const WATER = 'Boston Water & Sewer Commission';

/** What is judged, by kind of query. */
export const JUDGED_QUERIES: Readonly<Record<string, readonly JudgedQuery[]>> = {
  'a subject, typed as it stands': [
    {
      query: 'Street Light Outages',
      department: PUBLIC_WORKS,
      best: `subject = 'Street Light Outages'`,
      good: `subject like 'Street Light Outages%'`,
    },
    { query: 'missing sign', department: TRAFFIC, best: `subject = 'Missing Sign'` },
    { query: 'bed bugs', department: INSPECTION, best: `subject = 'Bed Bugs'` },
    { query: 'needle pickup', department: HOTLINE, best: `subject = 'Needle Pickup'` },
    { query: 'recycling cart return', department: PUBLIC_WORKS, best: `subject = 'Recycling Cart Return'` },
    { query: 'abandoned bicycle', department: TRAFFIC, best: `subject = 'Abandoned Bicycle'` },
  ],
  'words of a subject': [
    { query: 'rodents', department: INSPECTION, best: `subject = 'Rodent Activity'` },
    {
      query: 'carbon monoxide detector or carbon monoxide',
      department: INSPECTION,
      best: `subject = 'Carbon Monoxide'`,
    },
    { query: 'insufficient heat', department: INSPECTION, best: `subject ilike 'Heat%insufficient%'` },
    { query: 'dead animals', department: PUBLIC_WORKS, best: `subject = 'Pick up Dead Animal'` },
    { query: 'racial graffiti', department: PROPERTY, best: `subject ilike 'graffiti%racial%'` },
    {
      query: 'potholes',
      department: PUBLIC_WORKS,
      best: `subject ilike '%pothole%'`,
      good: `description ilike '%pothole%'`,
    },
  ],
  'a word that subjects, notes and categories have': [
    {
      query: 'snow',
      department: PUBLIC_WORKS,
      best: `subject ~* 'snow'`,
      good: `description ~* 'snow' or category ~* 'snow'`,
    },
    {
      query: 'graffiti',
      department: PUBLIC_WORKS,
      best: `subject ~* 'graffiti'`,
      good: `description ~* 'graffiti'`,
    },
    {
      query: 'contractors',
      department: PUBLIC_WORKS,
      best: `subject ~* 'contractor'`,
      good: `description ~* 'contractor'`,
    },
    {
      // 1,742 match, of which the newest thousand are ranked: most that say so in their subject are older. The price of the bound.
      query: 'duplicate',
      department: PUBLIC_WORKS,
      best: `subject ~* 'duplicat'`,
      good: `description ~* 'duplicat'`,
      leastGain: 0.5,
    },
    {
      query: 'missing',
      department: PUBLIC_WORKS,
      best: `subject ~* 'missing'`,
      good: `description ~* 'missing'`,
    },
    {
      query: 'emergency',
      department: PUBLIC_WORKS,
      best: `subject ~* 'emergenc'`,
      good: `description ~* 'emergenc'`,
    },
    { query: 'trees', department: TRAFFIC, best: `description ~* '\\mtrees?\\M'` },
    {
      query: 'bicycle',
      department: TRAFFIC,
      best: `subject ~* 'bicycle'`,
      good: `description ~* 'bicycle' or category ~* 'bicycle'`,
    },
    {
      query: 'playground',
      department: PARKS,
      best: `subject ~* 'playground'`,
      good: `description ~* 'playground'`,
    },
    {
      query: 'Franklin Park',
      department: PARKS,
      best: `subject ~* 'franklin park'`,
      good: `subject || coalesce(description, '') ~* 'franklin'`,
    },
    { query: 'hydrant', department: WATER, best: `subject ~* 'hydrant'`, good: `description ~* 'hydrant'` },
    {
      query: 'housing discrimination',
      department: CIVIL_RIGHTS,
      best: `subject ~* 'discriminat' and subject ~* 'housing'`,
      good: `subject || coalesce(description, '') || category ~* 'discriminat'`,
    },
    { query: 'noise', department: ANIMALS, best: `subject ~* 'noise'`, good: `description ~* 'noise'` },
  ],
  'something that only the notes say': [
    { query: 'raccoon', department: PUBLIC_WORKS, best: `description ilike '%raccoon%'` },
    { query: 'dead raccoon', department: PUBLIC_WORKS, best: `description ilike '%raccoon%'` },
    { query: 'sinkholes', department: PUBLIC_WORKS, best: `description ilike '%sinkhole%'` },
    { query: 'mattresses', department: PUBLIC_WORKS, best: `description ~* 'mattress'` },
    { query: 'wasp nest', department: PARKS, best: `description ~* 'wasp.* nest'` },
    { query: 'broken swings', department: PARKS, best: `description ~* 'swing' and description ~* 'bro?ke'` },
    { query: 'stump removal', department: PARKS, best: `description ~* 'stump' and description ~* 'remov'` },
    { query: 'skunk', department: ANIMALS, best: `description ilike '%skunk%'` },
    {
      query: 'hydrant painted',
      department: PROPERTY,
      best: `description ~* 'hydrant' and description ~* 'paint'`,
    },
    { query: 'landlord', department: INSPECTION, best: `description ilike '%landlord%'` },
  ],
  phrases: [
    { query: '"section 8"', department: CIVIL_RIGHTS, best: `description ~* 'section 8'` },
    {
      query: '"stop sign" missing',
      department: TRAFFIC,
      best: `description ~* 'stop"? signs?' and (subject || description) ~* 'missing'`,
    },
    { query: '"water main"', department: PUBLIC_WORKS, best: `description ~* 'water mains?'` },
    { query: '"catch basin"', department: WATER, best: `description ~* 'catch basin'` },
  ],
  'or, and without': [
    { query: 'wasps or hornets', department: PARKS, best: `description ~* 'wasp|hornet'` },
    {
      query: 'bees -hornets nest',
      department: PARKS,
      best: `description ~* 'bees' and description ~* 'nest' and description !~* 'hornet'`,
    },
    {
      query: 'mattress -removed',
      department: PUBLIC_WORKS,
      best: `description ~* 'mattress' and description !~* 'remov'`,
    },
    {
      // As in "mice, or else rodents without activity".
      query: 'mice or rodent -activity',
      department: INSPECTION,
      best: `(subject || coalesce(description, '')) ~* 'mice' or (subject ~* 'rodent' and subject !~* 'activity')`,
    },
  ],
  'a category': [
    {
      query: 'street lights mantles',
      department: PUBLIC_WORKS,
      best: `category ilike 'Street Lights%' and description ~* 'mantle'`,
    },
    {
      query: 'catchbasin manhole',
      department: WATER,
      best: `category ilike 'Catchbasin%' and description ~* 'manhole'`,
    },
  ],
  'while typing': [
    { query: 'racco', department: PUBLIC_WORKS, isPrefix: true, best: `description ilike '%raccoon%'` },
    { query: 'carbon mon', department: INSPECTION, isPrefix: true, best: `subject = 'Carbon Monoxide'` },
    {
      query: 'aband',
      department: TRAFFIC,
      isPrefix: true,
      best: `subject ilike 'abandoned%'`,
      good: `description ~* 'abandon'`,
    },
    {
      query: 'street light out',
      department: PUBLIC_WORKS,
      isPrefix: true,
      best: `subject ilike 'street light out%'`,
      good: `subject ilike '%street light%'`,
    },
  ],
};
