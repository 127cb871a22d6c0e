import type { Catalogue } from './catalogue.js';

/** Hospitals and universities: the help desk of a large house. */
export const care: Catalogue = {
  slots: {
    system: [
      'the appointment portal',
      'the records system',
      'the learning platform',
      'the e-mail service',
      'the timetable',
      'the staff directory',
      'the library catalogue',
    ],
    room: [
      'B 114',
      'C 203',
      'D 017',
      'the main hall',
      'ward 3',
      'ward 7',
      'lecture hall 2',
      'the front desk',
    ],
    device: [
      'printer',
      'projector',
      'notebook',
      'docking station',
      'label printer',
      'telephone',
      'card reader',
    ],
    day: ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday'],
  },
  offers: [
    {
      name: 'Workplace days',
      subject: 'A day for health at {company}',
      pitch:
        'We come to your office with a team of four: eyes, back, blood pressure, and time for questions. It takes twenty minutes a person, and nobody but the person learns what comes out.',
      proof: 'About six in ten colleagues take part, and one in fifteen is told something worth knowing.',
      ask: 'Which months would suit you? The autumn fills first.',
    },
    {
      name: 'Evening courses',
      subject: 'Courses that begin when work ends',
      pitch:
        'From first aid to statistics: eight evenings, small groups, teachers who do the work themselves. Those who cannot come watch later and ask by mail.',
      proof: 'Companies that send three people or more pay for two.',
      ask: 'May I send you the programme of the next term?',
    },
    {
      name: 'Partner programme',
      subject: 'Working together, on paper at last',
      pitch:
        'Partners have one person to call, dates that are held for them, and a say in what we offer next year. In return we ask for an hour twice a year.',
      proof: 'Forty-two organisations are in it, from a theatre to a factory of gearboxes.',
      ask: 'Shall we have a call, and see whether it fits?',
    },
    {
      name: 'Placements',
      subject: 'Twelve weeks, one project, somebody who wants to learn',
      pitch:
        'Our third-year students look for placements from next term on. You describe a project, we suggest two people, and you choose. A supervisor of ours is there throughout.',
      proof: 'Last year one in three was offered a job at the end.',
      ask: 'Would {company} have a project for one of them?',
    },
    {
      name: 'Open day',
      subject: 'Come and look behind the doors',
      pitch:
        'Once a year we open all doors: laboratories, the simulation ward, the library at night. There are tours for companies in the morning, before everybody else comes.',
      proof: 'Eleven hundred people came last year, and most stayed longer than they had planned.',
      ask: 'Shall I put two names of {company} on the list for the morning?',
    },
  ],
  categories: [
    {
      name: 'Sign-in',
      group: 'Service Desk',
      weight: 28,
      medianHours: 3,
      urgency: 1.2,
      issues: [
        [
          'Cannot sign in to {system}',
          'My password was changed on {day} and {system} still wants the old one.',
        ],
        ['Account locked', 'I typed the password wrong too often and need {system} for my shift.'],
        ['New colleague needs access to {system}', 'She starts on {day}; the form is signed and attached.'],
      ],
    },
    {
      name: 'Devices',
      group: 'Field Support',
      weight: 26,
      medianHours: 22,
      urgency: 1,
      issues: [
        ['{device} in {room} does not work', 'It worked until {day}; switching it off and on did not help.'],
        ['Replacement for a broken {device}', 'It fell off the desk in {room} and the display is cracked.'],
        ['{device} in {room} is very slow', 'People wait in line because every job takes minutes.'],
      ],
    },
    {
      name: 'Applications',
      group: 'Application Support',
      weight: 22,
      medianHours: 40,
      urgency: 1.3,
      issues: [
        ['{system} is down', 'Nobody in {room} can open it. The page loads and loads.'],
        ['Data missing in {system}', 'Entries of {day} are gone; those of the day before are there.'],
        ['Training for {system}', 'Is there a course before the term begins?'],
      ],
    },
    {
      name: 'Appointments and enrolment',
      group: 'Front Office',
      weight: 16,
      medianHours: 12,
      urgency: 0.8,
      issues: [
        ['Move my appointment on {day}', 'I cannot come to {room} at that time; any later date will do.'],
        ['Confirmation was not sent', 'I enrolled through {system} and saw a green tick, but no mail came.'],
        ['Certificate for my employer', 'They need a proof of attendance on {day}.'],
      ],
    },
    {
      name: 'Building',
      group: 'Facility Management',
      weight: 8,
      medianHours: 52,
      urgency: 0.7,
      issues: [
        ['Heating in {room} cannot be turned down', 'It is far too warm to work there.'],
        ['Key card does not open {room}', 'It opened the door until {day}.'],
      ],
    },
  ],
};
