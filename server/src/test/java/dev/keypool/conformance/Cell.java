package dev.keypool.conformance;

/** A place in the table. */
record Cell(Maker client, Feature feature, Column column) {
    @Override
    public String toString() {
        return client.title() + ", " + feature.title() + ", " + column.title();
    }
}
