using System.CommandLine;
using System.CommandLine.Parsing;
using KDiffE.Infrastructure.Keys;
using KDiffE.Training.Reports;
using Microsoft.Extensions.DependencyInjection;

namespace KDiffE.Training.Commands;

/// <summary><c>kdiffe keys</c>: who may use the API. A new key is all that standard output gets, so that a script can take it.</summary>
internal static class KeysCommand
{
    internal static Command Create() => new("keys", "Make, list, rotate and revoke the keys of the API")
    {
        CreateKey(), ListKeys(), RotateKey(), RevokeKey(),
    };

    private static Command CreateKey()
    {
        var client = Client();
        var roles = new Option<Role[]>("--role")
        {
            Description = "What it may do: read | ingest | train | admin; several with commas or repeated",
            HelpName = "role",
            Required = true,
            AllowMultipleArgumentsPerToken = true,
            CustomParser = ParseRoles,
        };
        var days = new Option<int?>("--days") { Description = "How many days it is accepted; for ever unless given", HelpName = "n" };
        days.Validators.Add(CommonOptions.AtLeastOne);
        var file = new Option<FileInfo?>("--key-file") { Description = "Take the key that this file has instead of drawing one; doing it again changes nothing", HelpName = "file" };
        var command = new Command("create", "Make the first key of a client; it is shown this once") { client, roles, days, file };
        command.SetAction(async (arguments, cancellation) =>
        {
            await using var services = await CommandServices.OpenMigratedDatabaseAsync(cancellation);
            var expiry = arguments.GetValue(days) is { } count ? DateTimeOffset.UtcNow.AddDays(count) : (DateTimeOffset?)null;
            var store = services.GetRequiredService<ApiKeyStore>();
            return arguments.GetValue(file) is { } drawn
                ? await EnterAsync(store, drawn, arguments.GetValue(client)!, arguments.GetValue(roles)!, expiry, cancellation)
                : await ShowAsync(await store.CreateAsync(arguments.GetValue(client)!, arguments.GetValue(roles)!, expiry, cancellation));
        });
        return command;
    }

    private static async Task<int> EnterAsync(ApiKeyStore store, FileInfo file, string client, Role[] roles, DateTimeOffset? expiry, CancellationToken cancellation)
    {
        var text = (await File.ReadAllTextAsync(file.FullName, cancellation)).Trim();
        try
        {
            var key = await store.EnterAsync(text, client, roles, expiry, cancellation);
            Console.WriteLine($"Key {key.Id} of {key.Client}, for {string.Join(", ", key.Roles.Select(Name))}: {State(key, DateTimeOffset.UtcNow)}");
            return 0;
        }
        catch (FormatException error)
        {
            throw new InvalidOperationException($"{file}: {error.Message}", error);
        }
    }

    private static Command ListKeys()
    {
        var json = CommonOptions.Json();
        var command = new Command("list", "Every key without its secret") { json };
        command.SetAction(async (arguments, cancellation) =>
        {
            await using var services = await CommandServices.OpenMigratedDatabaseAsync(cancellation);
            var keys = await services.GetRequiredService<ApiKeyStore>().ListAsync(cancellation);
            var now = DateTimeOffset.UtcNow;
            foreach (var key in keys)
                Console.WriteLine($"{key.Id}  {key.Client,-20}  {string.Join(',', key.Roles.Select(Name)),-22}  {State(key, now),-24}  {Used(key)}");
            await JsonReport.WriteAsync(keys, arguments.GetValue(json));
            return 0;
        });
        return command;
    }

    private static Command RotateKey()
    {
        var client = Client();
        var command = new Command("rotate", "Make a second key of a client, of the same roles and lifetime; both are accepted until one is revoked") { client };
        command.SetAction(async (arguments, cancellation) =>
        {
            await using var services = await CommandServices.OpenMigratedDatabaseAsync(cancellation);
            return await ShowAsync(await services.GetRequiredService<ApiKeyStore>().RotateAsync(arguments.GetValue(client)!, cancellation));
        });
        return command;
    }

    private static Command RevokeKey()
    {
        var id = new Argument<string>("id") { Description = "The key's id, as list shows it" };
        var command = new Command("revoke", "Have a key refused, by every API within two seconds") { id };
        command.SetAction(async (arguments, cancellation) =>
        {
            await using var services = await CommandServices.OpenMigratedDatabaseAsync(cancellation);
            if (await services.GetRequiredService<ApiKeyStore>().RevokeAsync(arguments.GetValue(id)!, cancellation) is not { } key)
                throw new InvalidOperationException("There is no key of this id; 'kdiffe keys list' shows them.");
            Console.WriteLine($"Key {key.Id} of {key.Client} is revoked.");
            return 0;
        });
        return command;
    }

    private static Argument<string> Client()
    {
        var client = new Argument<string>("client") { Description = "Who has the key: letters, digits, '-', '_' and '.'" };
        client.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() is { } name && !ApiKey.IsClient(name))
                result.AddError($"A client's name has 1 to {ApiKey.MaxClientLength} letters, digits, '-', '_' and '.'.");
        });
        return client;
    }

    private static Role[] ParseRoles(ArgumentResult result)
    {
        var roles = new List<Role>();
        foreach (var name in result.Tokens.SelectMany(token => token.Value.Split(',')))
        {
            if (Enum.GetValues<Role>().Where(role => Name(role) == name).ToList() is [var role])
                roles.Add(role);
            else
                result.AddError($"--role is '{name}', but must be one of read, ingest, train and admin.");
        }

        return [.. roles];
    }

    private static async Task<int> ShowAsync(NewApiKey made)
    {
        await Console.Error.WriteLineAsync(
            $"Key {made.Key.Id} of {made.Key.Client}, for {string.Join(", ", made.Key.Roles.Select(Name))}. It is shown now and never again:");
        Console.WriteLine(made.Text);
        return 0;
    }

    private static string State(ApiKey key, DateTimeOffset now) =>
        key.RevokedAt is { } revoked ? $"revoked {revoked:yyyy-MM-dd}"
        : !key.IsLive(now) ? $"expired {key.ExpiresAt:yyyy-MM-dd}"
        : key.ExpiresAt is { } expires ? $"until {expires:yyyy-MM-dd}"
        : "live";

    private static string Used(ApiKey key) => key.LastUsedAt is { } used ? $"last used {used:yyyy-MM-dd HH:mm}" : "never used";

    private static string Name(Role role) => role.ToString().ToLowerInvariant();
}
