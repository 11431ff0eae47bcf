module halobuzz.com/manifests

go 1.24
