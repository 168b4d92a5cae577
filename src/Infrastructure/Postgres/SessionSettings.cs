namespace KDiffE.Infrastructure.Postgres;

/// <summary>What work on everything needs of its session, whatever the database or the account set for others.</summary>
internal static class SessionSettings
{
    /// <summary>
    /// Holds until the transaction ends: no time limit cuts the work off, numbers are written with all their digits, and
    /// text means what it says.
    /// </summary>
    internal const string Bulk =
        """
        set local statement_timeout = 0;
        set local lock_timeout = 0;
        set local idle_in_transaction_session_timeout = 0;
        set local extra_float_digits = 3;
        set local timezone = 'UTC';
        set local datestyle = 'ISO, YMD';
        set local standard_conforming_strings = on
        """;

    /// <summary>
    /// Has the transaction stay open for as long as it is wanted; not every version of PostgreSQL has both limits. The second
    /// statement is no query, and ends what a query keeps until the next one: a view of the rows as they were, for which
    /// vacuum would keep all that is deleted since.
    /// </summary>
    internal const string HoldTransaction =
        """
        select set_config(name, '0', true) from pg_settings where name = 'transaction_timeout';
        set local idle_in_transaction_session_timeout = 0
        """;
}
