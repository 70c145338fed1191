// PrivateMatching
