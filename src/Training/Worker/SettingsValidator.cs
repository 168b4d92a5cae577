using System.ComponentModel.DataAnnotations;
using System.Reflection;
using Microsoft.Extensions.Options;

namespace KDiffE.Training.Worker;

/// <summary>
/// Checks options against the attributes of their properties, and names the setting, its value and what it may be; the
/// attributes' own messages name neither section nor value.
/// </summary>
internal sealed class SettingsValidator<TOptions> : IValidateOptions<TOptions>
    where TOptions : class
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, TOptions options)
    {
        var wrong = typeof(TOptions).GetProperties().Select(property => Wrong(property, options)).OfType<string>().ToList();
        if (wrong.Count == 0 && options is IValidatableObject whole)
            wrong = [.. whole.Validate(new ValidationContext(options)).Select(result => result.ErrorMessage!)];
        return wrong.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(string.Join(' ', wrong));
    }

    private static string? Wrong(PropertyInfo property, TOptions options)
    {
        var value = property.GetValue(options);
        return property.GetCustomAttributes<ValidationAttribute>().FirstOrDefault(rule => !rule.IsValid(value)) switch
        {
            null => null,
            RangeAttribute range => $"{WorkerSettings.Section}:{property.Name} is '{value}', but must be from {range.Minimum} to {range.Maximum}.",
            _ => $"{WorkerSettings.Section}:{property.Name} is empty.",
        };
    }
}
