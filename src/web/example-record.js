/** A small CLR 1.0 to try the page with; people and places are made up. */
export const EXAMPLE = {
  '@context': 'https://purl.imsglobal.org/spec/clr/v1p0/context/clr_v1p0.jsonld',
  id: 'urn:uuid:5f6f9d8e-6c3f-4a39-8f1c-2f1b8a7d4c10',
  type: 'Clr',
  issuedOn: '2026-05-29T09:30:00Z',
  name: 'Studies in restoration',
  learner: { id: 'urn:uuid:9a1d4f0e-52b7-4a6d-8f0b-1c7d3e5a9b21', type: 'Profile', name: 'Alma Berg' },
  publisher: { id: 'https://lakeside.example/registrar', type: 'Profile', name: 'Lakeside College' },
  assertions: [
    {
      id: 'urn:uuid:c2b8f5b4-0f7e-4b8b-9e51-6d0f2f7b1a33',
      type: 'Assertion',
      issuedOn: '2026-05-20T12:00:00Z',
      recipient: { type: 'id', identity: 'urn:uuid:9a1d4f0e-52b7-4a6d-8f0b-1c7d3e5a9b21', hashed: false },
      achievement: {
        id: 'urn:uuid:7f0c2a61-9c35-4d4e-a3d0-0b7b1f9c6e44',
        type: 'Achievement',
        achievementType: 'Course',
        name: 'Care of paper and parchment',
        issuer: { id: 'https://lakeside.example/registrar', type: 'Profile', name: 'Lakeside College' },
      },
    },
  ],
};
