import type { Catalogue } from './catalogue.js';

/** Airlines, hotels and freight: whoever brings people and goods somewhere. */
export const journeys: Catalogue = {
  slots: {
    place: [
      'Lisbon',
      'Vienna',
      'Oslo',
      'Dublin',
      'Marseille',
      'Kraków',
      'Valencia',
      'Hamburg',
      'Athens',
      'Edinburgh',
    ],
    booking: ['K7QX2M', 'P3LD9R', 'T8WZ4B', 'M5NC1V', 'R2HJ6Y', 'X9FG3S', 'B4TK8P'],
    amount: ['45.00', '89.00', '164.50', '240.00', '372.80', '610.00'],
    day: ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'],
  },
  offers: [
    {
      name: 'Company rates',
      subject: 'A rate of your own, from the first booking on',
      pitch:
        'With a company rate {company} pays eight to fifteen per cent less, changes and cancels free of charge until the day before, and gets one invoice at the end of the month.',
      proof: 'There is no minimum. Companies that book twice a month save about two thousand a year.',
      ask: 'I can open the rate today; shall I?',
    },
    {
      name: 'Flexible bookings',
      subject: 'Plans change, bookings may',
      pitch:
        'Everything that is booked before the end of the quarter can be moved once at no cost, even on the day itself, by a message or in the app.',
      proof: 'One in five bookings is moved at least once. It used to cost forty each time.',
      ask: 'May I send you the short version of the terms? It fits on one page.',
    },
    {
      name: 'Carbon report',
      subject: 'The figures that your report will ask for',
      pitch:
        'At the end of each quarter you get what your bookings have emitted, by trip, department and kind, calculated by the method that auditors accept.',
      proof: 'The report for last year can be made as well; all bookings under your company name are in it.',
      ask: 'Would you like an example?',
    },
    {
      name: 'Meetings package',
      subject: 'Twelve people, one room, nothing to take care of',
      pitch:
        'Room, equipment, lunch and the way there and back at one price for each person, booked by one message. Whoever cannot come is taken off until the evening before.',
      proof: 'Last year four thousand meetings were held this way, and were rated 4.6 of 5.',
      ask: 'When is your next one? I would hold a date for you, without obligation.',
    },
    {
      name: 'Express lane',
      subject: 'Past the queue',
      pitch:
        'Members of the express programme have a desk of their own, are first on the list when something is full, and reach a person within a minute.',
      proof: 'It costs nothing for companies with ten bookings a year or more. You had more than that.',
      ask: 'Shall I enrol your colleagues? I need their names and nothing else.',
    },
  ],
  categories: [
    {
      name: 'Booking change',
      group: 'Reservations',
      weight: 30,
      medianHours: 8,
      urgency: 1.3,
      issues: [
        [
          'Change {booking} from {day} to a later date',
          'A meeting in {place} has moved. What would the change cost?',
        ],
        [
          'Name misspelt in booking {booking}',
          'Two letters are swapped. I fear trouble on {day} if it stays so.',
        ],
        ['Add a passenger to {booking}', 'Our daughter comes along to {place} after all; she is four.'],
      ],
    },
    {
      name: 'Delay and cancellation',
      group: 'Disruption Desk',
      weight: 24,
      medianHours: 14,
      urgency: 2.4,
      issues: [
        [
          'Cancelled on {day}: how do I get to {place}?',
          'The message offers a connection two days later, which is no use to me.',
        ],
        [
          'Compensation for the delay to {place}',
          'We arrived more than four hours late with {booking} and had to pay a taxi for {amount}.',
        ],
        [
          'Missed connection because of a late arrival',
          'Nobody at the desk in {place} could say how {booking} goes on.',
        ],
      ],
    },
    {
      name: 'Baggage and consignments',
      group: 'Tracing',
      weight: 18,
      medianHours: 56,
      urgency: 1.6,
      issues: [
        [
          'Suitcase did not arrive in {place}',
          'It is dark blue with a yellow strap; the receipt is with booking {booking}.',
        ],
        [
          'Consignment {booking} damaged',
          'Two of six pallets for {place} were crushed; photos are attached.',
        ],
        [
          'Left a jacket behind on {day}',
          'It should be near seat 14 or at the reception; my booking was {booking}.',
        ],
      ],
    },
    {
      name: 'Refund',
      group: 'Refunds',
      weight: 18,
      medianHours: 72,
      urgency: 0.8,
      issues: [
        ['Refund of {amount} for {booking} is overdue', 'Four weeks have gone by since it was promised.'],
        [
          'Charged {amount} twice',
          'The page showed an error, I tried again, and now both went through for {booking}.',
        ],
        ['Deposit for {place} not returned', 'We left on {day} and everything was in order.'],
      ],
    },
    {
      name: 'Loyalty',
      group: 'Loyalty Club',
      weight: 10,
      medianHours: 18,
      urgency: 0.4,
      issues: [
        ['Points for {booking} are missing', 'The trip to {place} does not show in my account.'],
        [
          'Cannot redeem an upgrade',
          'The page for {place} says that my status is not sufficient, though it is.',
        ],
      ],
    },
  ],
};
