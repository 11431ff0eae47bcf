const constants = { expoConfig: { extra: { apiUrl: 'https://edge.example/' as unknown } } };

export default constants;
