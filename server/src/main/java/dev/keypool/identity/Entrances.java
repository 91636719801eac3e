package dev.keypool.identity;

import dev.keypool.identity.Sessions.Entrance;
import dev.keypool.store.Database;
import dev.keypool.values.Person;
import dev.keypool.values.Refusal;
import java.util.Comparator;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Where people may come in: at every client that knows their address. Thread-safe. */
final class Entrances {
    private final Database database;
    private final Directory directory;

    Entrances(Database database, Directory directory) {
        this.database = database;
        this.directory = directory;
    }

    /** By the names of brand and client. Blocks. */
    List<Entrance> of(Person person) {
        List<Client> open = directory.activeClients().stream()
                .filter(client -> client.emails().admit(person.email()))
                .toList();
        return database.read(handle -> open.stream()
                .map(client -> entrance(handle, client))
                .sorted(Comparator.comparing(Entrance::brandName).thenComparing(Entrance::clientName))
                .toList());
    }

    static Refusal none(Person person) {
        return new Refusal(
                Refusal.Kind.FORBIDDEN,
                "no_entrance",
                person.email()
                        + " may not sign in as this client. Ask the operator to put the address into the client's"
                        + " sign_in_emails, or choose another client.");
    }

    private static Entrance entrance(Handle handle, Client client) {
        return new Entrance(
                client.id(),
                client.name(),
                BrandApi.existing(handle, client.brand()).name());
    }
}
