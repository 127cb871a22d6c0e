import { ID } from 'type-graphql';
import { Dataset } from '../../analytics/decorators/dataset.js';
import { Dimension } from '../../analytics/decorators/dimension.js';
import { Measure } from '../../analytics/decorators/measure.js';
import { TimeDimension } from '../../analytics/decorators/time-dimension.js';
import { avg, count, countDistinct } from '../../analytics/model/measure.js';
import { searchType } from '../../search/query/search-type.js';

@Dataset({
  table: 'sluice.search_openings',
  time: 'created_at',
  description: 'One row per hit of a search that was opened.',
  scope: 'records',
})
export class SearchOpenings {
  @TimeDimension({ description: 'When it was first opened; the start of the bucket.' })
  createdAt!: Date;

  @Dimension(searchType, { description: 'What kind of record it is.' })
  recordType!: string;

  @Dimension(() => ID, { description: 'The identifier of the record.' })
  recordId!: string;

  @Measure(count(), { description: 'Hits that were opened, each of a search once.' })
  count!: number;

  @Measure(countDistinct('search_id'), { description: 'Different searches.' })
  searches!: number;

  @Measure(avg('position'), {
    description: 'Mean place among the hits, from 1 on, of those whose place is known.',
  })
  avgPosition!: number | null;
}
