namespace KDiffE.Infrastructure.Postgres;

/// <summary>What transactions need of their session, whatever the database or the account set for others. All holds until they end.</summary>
internal static class SessionSettings
{
    /// <summary>
    /// Short work: whoever says nothing for so long is frozen or cut off, and would keep its rows and locks from everybody else
    /// until the operating system gave the connection up, hours later. A machine with more to do than it can holds a process
    /// up for some seconds; half of what a run's lease lasts is more than that.
    /// </summary>
    internal const string Short = "set local idle_in_transaction_session_timeout = '15s'";

    /// <summary>
    /// Work on everything: no time limit cuts it off, numbers are written with all their digits, and text means what it says. It
    /// may pause for as long as its process likes, but ends half a minute after the process or the network has gone.
    /// </summary>
    internal const string Bulk =
        """
        set local statement_timeout = 0;
        set local lock_timeout = 0;
        set local idle_in_transaction_session_timeout = 0;
        set local tcp_keepalives_idle = 10;
        set local tcp_keepalives_interval = 5;
        set local tcp_keepalives_count = 4;
        set local tcp_user_timeout = 30000;
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
