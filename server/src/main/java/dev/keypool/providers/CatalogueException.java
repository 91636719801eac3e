package dev.keypool.providers;

/** The catalogue, or an operator's override of it, is wrong: the process must not start. The message says where and what. */
public final class CatalogueException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CatalogueException(String message) {
        super(message);
    }
}
